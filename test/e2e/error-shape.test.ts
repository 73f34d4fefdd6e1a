import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, restClient } from '../support/api.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';

let run: LocalRun;
let api: ReturnType<typeof restClient>;

beforeAll(async () => {
  run = await startLocalRun();
  api = restClient(run);
});
afterAll(() => run.stop());

describe('errors of the gateway and of the function have one shape', () => {
  const bogus = '00000000-0000-4000-8000-000000000000';
  it.each<
    [string, number, string, [method: string, path: string, body?: unknown, headers?: Record<string, string>]]
  >([
    ['a wrong key', 403, 'Forbidden', ['GET', '/metadata', undefined, { 'x-api-key': 'wrong' }]],
    ['an unknown path', 404, 'NotFound', ['GET', '/nothing/here']],
    ['an unknown id', 404, 'NotFound', ['GET', `/metadata/${bogus}`]],
    ['an id that is no UUID', 400, 'ValidationFailed', ['GET', '/metadata/me']],
    ['an unknown method', 405, 'MethodNotAllowed', ['PATCH', '/metadata', {}]],
    ['a body that is no JSON', 400, 'ValidationFailed', ['POST', '/metadata', '{oops']],
    ['a body that is no object', 400, 'ValidationFailed', ['POST', '/metadata', '[1]']],
    ['a missing filename', 400, 'ValidationFailed', ['POST', '/metadata', {}]],
    ['a filename with a slash', 400, 'ValidationFailed', ['POST', '/metadata', { filename: 'a/b.jpg' }]],
    [
      'an unknown field',
      400,
      'ValidationFailed',
      ['POST', '/metadata', { filename: 'a.jpg', colour: 'red' }],
    ],
    [
      'another content type',
      415,
      'UnsupportedMediaType',
      ['POST', '/metadata', 'filename=a.jpg', { 'content-type': 'application/x-www-form-urlencoded' }],
    ],
    [
      'a body that is too large',
      413,
      'PayloadTooLarge',
      ['POST', '/metadata', { filename: 'a.jpg', title: 'x'.repeat(200_000) }],
    ],
  ])('%s is a %i %s', async (_, status, code, [method, path, body, headers]) => {
    const answer = await api.call(method, path, body, { origin: 'https://app.example', ...headers });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ code, message: expect.any(String), requestId: expect.any(String) });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('names the field', async () => {
    const { body } = await api.post('/metadata', { filename: 'a/b.jpg', colour: 'red' });
    expect(body.errors.map(({ path }: Json) => path).sort()).toEqual(['colour', 'filename']);
  });
});
