import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { useUpload } from '../../../client/react.ts';

const client = createClient({ baseUrl: 'https://api.test/v1' });

function Files() {
  const { files, busy, progress } = useUpload({ client });
  return createElement('p', null, JSON.stringify({ files, busy, progress }));
}

it('is an empty list where a server draws the page', () => {
  const html = renderToString(createElement(Files)).replaceAll('&quot;', '"');
  expect(html).toBe('<p>{"files":[],"busy":false,"progress":{"sent":0,"total":0}}</p>');
});
