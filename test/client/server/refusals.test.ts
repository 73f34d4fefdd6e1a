import { describe, expect, it } from 'vitest';
import { givenApp, ID } from './app.ts';

describe('what the upload route refuses by itself', () => {
  it.each([
    ['GET', '/', 404],
    ['GET', '/metadata/x/y', 404],
    ['GET', '/metadatax', 404],
    ['POST', '/api/upload_url', 404],
    ['PATCH', '/metadata', 405],
    ['POST', `/metadata/${ID}`, 405],
    ['DELETE', '/metadata', 405],
    ['OPTIONS', '/metadata', 405],
    ['GET', '/metadata/%E0%A4%A', 400],
    ['GET', '/metadata/%2e%2e', 404],
  ])('%s %s is %i', async (method, path, status) => {
    const { send, asked } = givenApp();
    expect(await send(method, path, method === 'POST' ? { body: {} } : {})).toMatchObject({ status });
    expect(asked).toEqual([]);
  });

  it.each([
    ['PATCH', '/metadata', 'POST, GET'],
    ['POST', `/metadata/${ID}`, 'GET, PUT, DELETE'],
  ])('tells to %s %s which methods there are', async (method, path, methods) => {
    const { send } = givenApp({ origins: ['https://other.test'] });
    const { status, headers } = await send(method, path, { headers: { origin: 'https://other.test' } });
    expect([status, headers.get('allow')]).toEqual([405, methods]);
    expect(headers.get('access-control-expose-headers')).toContain('Allow');
  });

  it('tells what the typed client finds wrong as the API does: the field, and then what is wrong', async () => {
    const { send, asked } = givenApp();
    const body = '{"filename":"a.png","attributes":{"stars":1e999}}';
    const fault = 'cannot be sent as JSON: it is Infinity';
    expect(await send('POST', '/metadata', { body })).toMatchObject({
      status: 400,
      body: {
        code: 'ValidationFailed',
        message: `attributes.stars ${fault}`,
        errors: [{ path: 'attributes.stars', message: fault }],
      },
    });
    expect(asked).toEqual([]);
  });

  it.each([
    ['no JSON', '{', {}, 400],
    ['a list', '[]', {}, 400],
    ['null', 'null', {}, 400],
    ['a form', 'filename=a', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['text', '{"filename":"a"}', { 'content-type': 'text/plain' }, 415],
    ['too much', `"${'x'.repeat(70_000)}"`, {}, 413],
  ])('takes no %s', async (_, body, headers, status) => {
    const { send, asked } = givenApp();
    expect(await send('POST', '/metadata', { body, headers })).toMatchObject({ status });
    expect(asked).toEqual([]);
  });
});
