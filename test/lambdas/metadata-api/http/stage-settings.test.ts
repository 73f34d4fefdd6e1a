import { describe, expect, it } from 'vitest';
import { Harness } from '../support/harness.ts';
import { startHarness } from '../support/start.ts';

const api = await startHarness();
const { table } = api;

describe('a stage that does not take every type', () => {
  it.each([
    ['POST', '/metadata', { filename: 'a.ico' }],
    ['POST', '/api/upload_url', { userId: 'u', imageId: 'icon' }],
    ['PUT', '/metadata/{id}', {}],
  ])('refuses another one at %s %s, and names those it takes', async (method, path, body) => {
    const narrow = new Harness(table, { allowedTypes: ['image/jpeg', 'image/png'] });
    const id = await narrow.create({ contentType: 'image/png' });
    const before = await table.dump();
    const declared = { ...body, contentType: 'image/x-icon' };
    expect(await narrow.call(method, path.replace('{id}', id), { body: declared })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'contentType', message: 'must be one of image/jpeg, image/png' }] },
    });
    expect(await table.dump()).toEqual(before);
  });
});

describe('a stage that demands declarations', () => {
  const strict = () => new Harness(table, { requireDeclaredUploads: true });

  it.each([
    ['/metadata', { filename: 'a.jpg' }],
    ['/metadata', { filename: 'a.jpg', contentType: 'image/png' }],
    ['/metadata', { filename: 'a.jpg', sha256: 'ab'.repeat(32) }],
    ['/api/upload_url', { userId: 'u', imageId: 'strict' }],
    ['/api/upload_url', { userId: 'u', imageId: 'strict', contentType: 'image/png' }],
  ])('refuses POST %s of %o: it must know the size', async (path, body) => {
    const before = await table.dump();
    expect(await strict().call('POST', path, { body })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'size', message: expect.stringContaining('declared') }] },
    });
    expect(await table.dump()).toEqual(before);
  });

  it.each([
    ['/metadata', { filename: 'a.jpg', size: 5 }, 201],
    ['/api/upload_url', { userId: 'u', imageId: 'strict', size: 5 }, 200],
  ])('takes POST %s of %o: a type would only be guessed', async (path, body, status) => {
    expect((await strict().call('POST', path, { body })).status).toBe(status);
  });

  it('gives tickets for declared uploads only, and still takes edits', async () => {
    const declared = { size: 5 };
    const id = await strict().create(declared);
    const put = (body: object) => strict().call('PUT', `/metadata/${id}`, { body });
    expect((await put(declared)).body.preSignedUrl.headers).toMatchObject({ 'Content-Length': '5' });
    expect(await put({ title: 'x' })).toMatchObject({ status: 200, body: { preSignedUrl: null } });
    expect((await put({})).status).toBe(400);
    expect((await put({ title: 'x', contentType: 'image/png' })).status).toBe(400);
    expect((await put({ title: 'x', size: 5 })).body.preSignedUrl).toMatchObject({ method: 'PUT' });
  });
});

describe('CORS', () => {
  const allowed = async (origins: string[], origin?: string) => {
    const harness = new Harness(table, { allowedOrigins: origins });
    const headers: Record<string, string> = origin === undefined ? {} : { origin };
    const replies = [
      await harness.call('GET', '/metadata?limit=1', { headers }),
      await harness.call('GET', '/metadata/nope', { headers }),
    ];
    return replies.map((reply) => [reply.headers['Access-Control-Allow-Origin'], reply.headers.Vary]);
  };
  const both = <T>(value: T) => [value, value];

  it('answers a single origin or * as it is', async () => {
    expect(await allowed(['*'], 'https://a.example')).toEqual(both(['*', undefined]));
    expect(await allowed(['https://a.example'])).toEqual(both(['https://a.example', undefined]));
  });

  it('echoes an origin that is one of several, and no other', async () => {
    const origins = ['https://a.example', 'https://b.example'];
    expect(await allowed(origins, 'https://b.example')).toEqual(both(['https://b.example', 'Origin']));
    expect(await allowed(origins, 'https://evil.example')).toEqual(both([undefined, 'Origin']));
    expect(await allowed(origins)).toEqual(both([undefined, 'Origin']));
  });

  it('lets scripts read the headers of the contract', async () => {
    const { headers } = await api.call('GET', '/metadata?limit=1');
    expect(headers['Access-Control-Expose-Headers']).toMatch(/ETag.*Location.*Retry-After/);
    expect(headers['Cache-Control']).toBe('no-store');
  });
});
