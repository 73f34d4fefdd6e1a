import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { givenApp, ID } from './app.ts';

const bytes = (...parts: (string | number)[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : [part])));

describe('a body', () => {
  it.each([
    ['keys twice', '{"filename":"a.png","filename":"b.png"}'],
    [
      'numbers that JavaScript cannot hold',
      '{"filename":"a.png","attributes":{"stars":1e999, "n":12345678901234567890}}',
    ],
    ['spaces', ' \n{ "filename" : "a.png" } '],
    ['a name of every object', '{"__proto__":{"userId":"ben"}}'],
    ['depth', `{"attributes":${'['.repeat(3000)}${']'.repeat(3000)}}`],
  ])('with %s goes to the API as it is, for that to judge', async (_, text) => {
    const { send, asked } = givenApp();
    await send('PUT', `/metadata/${ID}`, { body: text });
    await send('POST', '/metadata', { body: text });
    const [put, post] = asked;
    expect(put!.text).toBe(text);
    expect(post!.text).toBe(`{"userId":"ann",${text.trimStart().slice(1)}`);
    expect(post!.body.userId).toBe('ann');
  });

  it.each(['{}', ' { } '])('that is empty gets a userId, too: %s', async (text) => {
    const { send, asked } = givenApp();
    await send('POST', '/metadata', { body: text });
    expect(asked[0]!.body).toEqual({ userId: 'ann' });
  });

  it('tells the API its own type, charset and all', async () => {
    const { send, asked } = givenApp();
    const type = 'application/json; charset=iso-8859-1';
    await send('POST', '/metadata', { body: {}, headers: { 'content-type': type } });
    await send('PUT', `/metadata/${ID}`, { body: {}, headers: { 'content-type': type } });
    expect(asked.map(({ headers }) => headers['content-type'])).toEqual([type, type]);
  });

  it('may be left out of a PUT, and of nothing else', async () => {
    const { send, asked } = givenApp();
    expect((await send('PUT', `/metadata/${ID}`)).status).toBe(200);
    expect(asked[0]!.text).toBe('{}');
    const post = await send('POST', '/metadata');
    expect(post).toMatchObject({ status: 400, body: { errors: [{ path: 'body' }] } });
  });

  it.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>, number]>([
    ['no JSON', '{', {}, 400],
    ['a list', '[]', {}, 400],
    ['null', 'null', {}, 400],
    ['a byte order mark', '\ufeff{"filename":"a"}', {}, 400],
    ['a byte that is no UTF-8', bytes('{"filename":"', 0xe9, '"}'), {}, 400],
    ['half a character at its end', bytes('{"filename":"a"}', 0xc3), {}, 400],
    ['a form', 'filename=a', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['text', '{"filename":"a"}', { 'content-type': 'text/plain' }, 415],
    ['gzip', new Uint8Array(gzipSync('{"filename":"a"}')), { 'content-encoding': 'gzip' }, 415],
    ['too much', `"${'x'.repeat(70_000)}"`, {}, 413],
  ])('that is, or has, %s is refused', async (_, body, headers, status) => {
    const { send, asked, errors } = givenApp();
    expect(await send('POST', '/metadata', { body, headers })).toMatchObject({ status });
    expect([...asked, ...errors]).toEqual([]);
  });
});

describe('an answer', () => {
  it('repeats no long name or text of the caller’s', async () => {
    const { send } = givenApp({ limits: { tags: [] } });
    const long = 'k'.repeat(10_000);
    for (const answer of [
      await send('GET', `/metadata?${long}=1`),
      await send('GET', `/metadata?limit=1&${long}=1&${long}=2`),
      await send('POST', '/metadata', { body: { filename: 'a', tags: [long] } }),
      await send('POST', '/metadata', { body: { filename: 'a', tags: [[long]] } }),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.text.length).toBeLessThan(600);
    }
  });
});

describe('If-Match', () => {
  it.each(['"3"', '*', '"3", "4"', 'W/"3"', 'abc', '"x"'])('goes to the API as it is: %s', async (tags) => {
    const { send, asked } = givenApp();
    await send('PUT', `/metadata/${ID}`, { body: {}, headers: { 'if-match': tags } });
    await send('DELETE', `/metadata/${ID}`, { headers: { 'if-match': tags } });
    expect(asked.map(({ headers }) => headers['if-match'])).toEqual([tags, tags]);
  });
});
