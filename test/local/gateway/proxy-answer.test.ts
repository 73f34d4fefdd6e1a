import { describe, expect, it } from 'vitest';
import { proxyAnswer } from '../../../local/gateway/integration/proxy-answer.ts';

const read = (answer: unknown, accept = '*/*', binary: string[] = []) =>
  proxyAnswer(JSON.stringify(answer), accept, binary);

describe("a function's answer", () => {
  it('becomes the response, as JSON unless it says otherwise', () => {
    expect(read({ statusCode: 201, headers: { ETag: '"1"', 'x-number': 5 }, body: '{}' })).toEqual({
      status: 201,
      headers: [
        ['Content-Type', 'application/json'],
        ['ETag', '"1"'],
        ['x-number', '5'],
      ],
      body: '{}',
    });
  });

  it('may repeat a header in a list, which wins over the single value', () => {
    const answer = {
      statusCode: 200,
      headers: { 'set-cookie': 'x', 'content-type': 'text/plain' },
      multiValueHeaders: { 'Set-Cookie': ['a', 'b'] },
    };
    expect(read(answer).headers).toEqual([
      ['content-type', 'text/plain'],
      ['Set-Cookie', 'a'],
      ['Set-Cookie', 'b'],
    ]);
  });

  it('cannot set what belongs to the connection', () => {
    const headers = { 'Transfer-Encoding': 'chunked', 'content-type': 'text/plain' };
    expect(read({ statusCode: 200, headers }).headers).toContainEqual([
      'x-amzn-Remapped-transfer-encoding',
      'chunked',
    ]);
  });

  it('is decoded from base64 only for a type that the API calls binary', () => {
    const answer = { statusCode: 200, body: 'aGk=', isBase64Encoded: true };
    expect(read(answer, 'image/png', ['image/*']).body).toEqual(Buffer.from('hi'));
    expect(read(answer, 'text/html', ['image/*']).body).toBe('aGk=');
  });

  it.each([
    ['nothing', null],
    ['a text', 'ok'],
    ['a list', []],
    ['an unknown field', { statusCode: 200, status: 'ok' }],
    ['a status that is no number', { statusCode: 'fine' }],
    ['a status out of range', { statusCode: 99 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a header that is no text', { statusCode: 200, headers: { a: { b: 1 } } }],
    ['a list of headers that is none', { statusCode: 200, multiValueHeaders: { a: 'b' } }],
    ['a header name that HTTP does not allow', { statusCode: 200, headers: { 'a b': 'c' } }],
    ['a header value that HTTP does not allow', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
  ])('of %s is malformed: 502', (_, answer) => {
    expect(() => read(answer)).toThrow(expect.objectContaining({ type: 'DEFAULT_5XX', status: 502 }));
  });
});
