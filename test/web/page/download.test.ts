import { afterEach, expect, it, vi } from 'vitest';
import { downloadImage, downloadName } from '../../../web/page/download.ts';
import { someMetadata, someUrl } from '../metadata.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const metadata = someMetadata({ title: 'Dawn' });

/** What comes of a download when the storage answers so. */
async function given(answer: () => Promise<Response>, preSignedUrl: ReturnType<typeof someUrl> | null) {
  vi.stubGlobal('fetch', answer);
  const saved: [string, string][] = [];
  const texts: Promise<void>[] = [];
  const client = { get: async () => ({ metadata, preSignedUrl }) };
  await downloadImage(client, metadata, undefined, (blob, name) => {
    texts.push(blob.text().then((text) => void saved.push([text, name])));
  });
  await Promise.all(texts);
  return saved;
}

it('a download is saved under the name of its image', async () => {
  expect(await given(async () => new Response('bytes'), someUrl())).toEqual([['bytes', 'Dawn']]);
});

it.each<[string, () => Promise<Response>]>([
  ['refuses', async () => new Response('<Error/>', { status: 503 })],
  ['cannot be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
  [
    'breaks off',
    async () =>
      new Response(new ReadableStream({ pull: (stream) => stream.error(new TypeError('network')) })),
  ],
])('a storage that %s is told in words', async (_what, answer) => {
  await expect(given(answer, someUrl())).rejects.toThrow('The storage did not give it. Try again.');
});

it('a record without an image has none to save', async () => {
  await expect(given(async () => new Response('bytes'), null)).rejects.toThrow('It has no image yet.');
});

it.each([
  [`attachment; filename="a.png"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.png`, 'Grüße.png'],
  [`attachment; filename*=UTF-8''%E0%A4%A`, undefined],
  ['attachment', undefined],
])('the name in %s is %s', (disposition, name) => {
  const url = `https://bucket.test/a?response-content-disposition=${encodeURIComponent(disposition)}`;
  expect(downloadName(url)).toBe(name);
});
