import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packed, unpacked } from '../../../local/gateway/content-coding.ts';

const MOST = 1000;
const body = Buffer.from('{"filename":"a.jpg"}');

describe('a request body', () => {
  it.each([
    [undefined, body],
    ['', body],
    ['identity', body],
    ['gzip', gzipSync(body)],
    [' GZIP ', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['gzip', gzipSync(Buffer.alloc(MOST))],
  ])('in the coding %s is unpacked', async (coding, sent) => {
    const found = await unpacked(sent, coding, MOST);
    expect([body.toString(), '\0'.repeat(MOST)]).toContain(found.toString());
  });

  it('that is not there is in any coding', async () => {
    expect(await unpacked(Buffer.alloc(0), 'gzip', MOST)).toHaveLength(0);
  });

  it.each([
    ['a coding that API Gateway does not have', 'br', body],
    ['two codings', 'gzip, gzip', gzipSync(gzipSync(body))],
    ['an inherited name', 'constructor', body],
    ['no gzip under its name', 'gzip', body],
    ['half of a gzip', 'gzip', gzipSync(body).subarray(0, 20)],
    [
      'a gzip with another checksum',
      'gzip',
      Buffer.concat([gzipSync(body).subarray(0, -8), Buffer.alloc(8)]),
    ],
    ['deflate without its header', 'deflate', deflateRawSync(body)],
  ])('with %s is refused as 415', async (_, coding, sent) => {
    await expect(unpacked(sent, coding, MOST)).rejects.toMatchObject({ type: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('that is too large once it is unpacked is refused as 413, and is never unpacked whole', async () => {
    for (const sent of [gzipSync(Buffer.alloc(MOST + 1)), gzipSync(Buffer.alloc(50_000_000))]) {
      await expect(unpacked(sent, 'gzip', MOST)).rejects.toMatchObject({ type: 'REQUEST_TOO_LARGE' });
    }
  });
});

describe('an answer', () => {
  const answer = { status: 200, headers: [['ETag', '"1"']] as [string, string][], body: 'x'.repeat(100) };
  const codingOf = async (accept: string | undefined, minimum: number | undefined, given = answer) =>
    (await packed(given, accept, minimum)).headers.find(([name]) => name === 'Content-Encoding')?.[1];

  it('is packed for those who name a coding, from the minimum on', async () => {
    const gzip = await packed(answer, 'gzip, deflate, br', 100);
    expect(gunzipSync(gzip.body).toString()).toBe(answer.body);
    expect(gzip.headers).toEqual([...answer.headers, ['Content-Encoding', 'gzip']]);
    expect(inflateSync((await packed(answer, 'deflate', 0)).body).toString()).toBe(answer.body);
  });

  it.each([
    ['gzip', 101, undefined],
    ['gzip', undefined, undefined],
    [undefined, 0, undefined],
    ['*', 0, undefined],
    ['br, zstd', 0, undefined],
    ['gzip;q=0', 0, undefined],
    ['gzip;q=0.5, identity;q=1', 0, undefined],
    ['gzip;q=0.5, deflate;q=0.8', 0, 'deflate'],
    ['deflate, gzip;q=1.0, *;q=0.5', 0, 'deflate'],
    ['GZip', 0, 'gzip'],
    ['constructor', 0, undefined],
  ])('for Accept-Encoding %s with a minimum of %s is in %s', async (accept, minimum, coding) => {
    expect(await codingOf(accept, minimum)).toBe(coding);
  });

  it('that is packed already stays as it is', async () => {
    const br = { ...answer, headers: [['content-encoding', 'br']] as [string, string][] };
    expect(await packed(br, 'gzip', 0)).toBe(br);
  });
});
