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
    ['OPTIONS', '/metadata', 405],
    ['GET', '/metadata/%E0%A4%A', 400],
    ['GET', '/metadata/%2e%2e', 404],
  ])('%s %s is %i', async (method, path, status) => {
    const { send, asked } = givenApp();
    expect(await send(method, path, method === 'POST' ? { body: {} } : {})).toMatchObject({ status });
    expect(asked).toEqual([]);
  });

  it.each([
    ['PATCH', '/metadata', 'POST, GET, DELETE'],
    ['POST', `/metadata/${ID}`, 'GET, PUT, DELETE'],
  ])('tells to %s %s which methods there are', async (method, path, methods) => {
    const { send } = givenApp({ origins: ['https://other.test'] });
    const { status, headers } = await send(method, path, { headers: { origin: 'https://other.test' } });
    expect([status, headers.get('allow')]).toEqual([405, methods]);
    expect(headers.get('access-control-expose-headers')).toContain('Allow');
  });
});
