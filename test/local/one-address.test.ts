import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { withPublicUrls } from '../../local/one-address.ts';

const distribution = { origin: 'http://127.0.0.1:4001', owns: () => true, serve: () => {} };
const body = JSON.stringify({
  delivery: { url: 'http://127.0.0.1:4001/i/a/b/{width}?Policy=x' },
  title: 'http://127.0.0.1:40011/ http://127x0.0.1:4001/',
});

/** The answer to a client that came by these headers. */
const told = (headers: Record<string, string>, distributions = [distribution]) =>
  withPublicUrls({ distributions }, { headers } as unknown as IncomingMessage, body);

it.each([
  [{ host: 'phone.example:3000' }, 'http://phone.example:3000'],
  [
    { host: 'x', 'x-forwarded-host': 'tunnel.example', 'x-forwarded-proto': 'https' },
    'https://tunnel.example',
  ],
])('delivery URLs in answers name the host by which the client came: %o', (headers, origin) => {
  const { delivery, title } = JSON.parse(String(told(headers)));
  expect(delivery.url).toBe(`${origin}/i/a/b/{width}?Policy=x`);
  expect(title).toBe('http://127.0.0.1:40011/ http://127x0.0.1:4001/');
});

it('delivery URLs stay as they are signed where the client’s host is none, or nothing is shared', () => {
  expect(told({ host: '"><script>' })).toBe(body);
  expect(told({ host: 'phone.example' }, [])).toBe(body);
});
