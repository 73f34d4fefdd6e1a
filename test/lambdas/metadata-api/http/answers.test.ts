import { describe, expect, it } from 'vitest';
import { eventOrder } from '../../../../lambdas/shared/record.ts';
import { Harness } from '../support/harness.ts';
import { startHarness } from '../support/start.ts';
import { TestTable } from '../support/table.ts';

const api = await startHarness();
const { table } = api;

const read = (id: string, query = '') => api.call('GET', `/metadata/${id}${query}`);

describe('a record as clients see it', () => {
  it('has nothing of keys, hashes, events and counters', async () => {
    const { body } = await api.call('POST', '/metadata', {
      body: {
        filename: 'a.jpg',
        userId: 'u',
        imageId: 'i',
        title: 'T',
        tags: ['b', 'a', 'b'],
        attributes: { n: -0.5 },
      },
      headers: { 'Idempotency-Key': 'k' },
    });
    await api.accept(body.metadata.id, { orientation: 6, storedWidth: 2, storedHeight: 3, animated: false });
    expect((await read(body.metadata.id)).body.metadata).toEqual({
      id: body.metadata.id,
      filename: 'a.jpg',
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
      isUploaded: true,
      status: 'ready',
      version: 1,
      title: 'T',
      userId: 'u',
      imageId: 'i',
      tags: ['a', 'b'],
      attributes: { n: -0.5 },
      size: 9,
      width: 3,
      height: 2,
      storedWidth: 2,
      storedHeight: 3,
      orientation: 6,
      animated: false,
      contentType: 'image/png',
      uploadedAt: 5,
      contentVersion: 1,
    });
  });

  it('shows a refusal only when it is newer than the image', async () => {
    const id = await api.create();
    const rejection = { M: { code: { S: 'NotAnImage' }, message: { S: 'No image.' }, at: { N: '7' } } };
    await table.set(id, { rejection, rejectionEvent: { S: eventOrder(7, 'B') } });
    expect((await read(id)).body.metadata).toMatchObject({
      status: 'rejected',
      isUploaded: false,
      rejection: { code: 'NotAnImage', message: 'No image.', at: 7 },
    });
    await api.accept(id);
    expect((await read(id)).body.metadata).toMatchObject({ status: 'ready', rejection: { at: 7 } });
    await table.set(id, { imageEvent: { S: eventOrder(8, 'C') } });
    expect((await read(id)).body.metadata).not.toHaveProperty('rejection');
  });

  it('gives its image by a stable URL, inline or as an attachment', async () => {
    const id = await api.create();
    expect((await read(id)).body.preSignedUrl).toBeNull();
    await api.accept(id);
    const { preSignedUrl } = (await read(id)).body;
    expect(preSignedUrl).toMatchObject({ id, method: 'GET', expiresIn: expect.any(Number) });
    const disposition = async (query: string) =>
      new URL((await read(id, query)).body.preSignedUrl.url).searchParams.get('response-content-disposition');
    expect(await disposition('')).toBe('inline; filename="photo.jpg"; filename*=UTF-8\'\'photo.jpg');
    expect(await disposition('?disposition=attachment')).toMatch(/^attachment; /);
    const { body } = await api.call('GET', '/metadata?disposition=attachment');
    expect(decodeURIComponent(body.preSignedUrls[0].url)).toContain('=attachment; ');
  });

  it('is found by its id in any case', async () => {
    const id = await api.create();
    expect((await read(id.toUpperCase())).body.metadata.id).toBe(id);
  });

  it('keeps the last good image through a rename', async () => {
    const id = await api.create();
    await api.accept(id);
    const { body } = await api.call('PUT', `/metadata/${id}`, { body: { filename: 'b.jpg' } });
    expect(body).toMatchObject({ metadata: { isUploaded: true, width: 3 }, preSignedUrl: { method: 'PUT' } });
  });
});

describe('bodies', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
    'application/json;',
    'application/json ; ; ',
    'application/json; charset="ut\\f-8"',
    'application/json;charset=us-ascii',
    'application/json; profile="https://a.example/;charset=latin1"; odata.metadata=minimal',
    'application/json;\tversion=1;charset=UTF-8;',
  ])('are taken as %s', async (type) => {
    const headers = { 'content-type': type, 'Content-Type': type };
    expect((await api.call('POST', '/metadata', { body: { filename: 'a' }, headers })).status).toBe(201);
  });

  it('are taken in Base64, as gateways send what they think binary', async () => {
    const body = Buffer.from('{"filename":"a.jpg","title":"ä"}').toString('base64');
    const reply = await api.call('POST', '/metadata', { body, base64: true });
    expect(reply).toMatchObject({ status: 201, body: { metadata: { title: 'ä' } } });
  });

  it('are refused when they are not UTF-8', async () => {
    const body = Buffer.from('{"filename":"a.jpg","title":"\xe4"}', 'latin1').toString('base64');
    const reply = await api.call('POST', '/metadata', { body, base64: true });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: 'body' }] } });
  });

  it('may be exactly 64 KiB', async () => {
    const body = `{"filename":"a.jpg"}${' '.repeat(64 * 1024 - 20)}`;
    expect((await api.call('POST', '/metadata', { body })).status).toBe(201);
    expect((await api.call('POST', '/metadata', { body: `${body} ` })).status).toBe(413);
  });

  it('may be left out of PUT, whatever the Content-Type', async () => {
    const id = await api.create();
    const reply = await api.call('PUT', `/metadata/${id}`, { headers: { 'Content-Type': 'text/plain' } });
    expect(reply).toMatchObject({ status: 200, body: { metadata: { version: 2 } } });
  });

  it('report several wrong fields at once, and not thousands', async () => {
    const { body } = await api.call('POST', '/metadata', { body: { filename: '', size: 0, nope: 1 } });
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['filename', 'size', 'nope']);
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`f${at}`, 1]));
    expect((await api.call('POST', '/metadata', { body: many })).body.errors).toHaveLength(20);
  });
});

describe('paths and methods', () => {
  it.each(['/', '/metadata/a/b', '/admin', '/__proto__', '/constructor'])(
    '%s does not exist',
    async (path) => {
      expect(await api.call('GET', path)).toMatchObject({ status: 404, body: { code: 'NotFound' } });
    },
  );

  it.each([
    ['/metadata', 'GET, POST, DELETE, OPTIONS'],
    ['/metadata/0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e', 'GET, PUT, DELETE, OPTIONS'],
    ['/api/upload_url', 'POST, OPTIONS'],
  ])('%s tells its methods', async (path, methods) => {
    for (const method of ['PATCH', 'constructor', '__proto__']) {
      expect(await api.call(method, path)).toMatchObject({ status: 405, headers: { Allow: methods } });
    }
  });
});

describe('a failure behind', () => {
  it('is 500 with the request id, shows nothing of the inside, and is logged', async () => {
    const broken = await TestTable.start();
    const harness = new Harness(broken);
    await broken.stop();
    const reply = await harness.call('POST', '/metadata', {
      body: { filename: 'a.jpg', title: 'private words' },
    });
    expect(reply).toMatchObject({ status: 500, headers: { 'Access-Control-Allow-Origin': '*' } });
    expect(Object.keys(reply.body).sort()).toEqual(['code', 'message', 'requestId']);
    expect(JSON.stringify(reply.body)).not.toMatch(/ECONN|127\.0\.0\.1|dynamo|stack/i);
    const failure = harness.log.find(([message]) => message === 'request failed')!;
    expect(failure[1]).toMatchObject({ requestId: reply.body.requestId, error: expect.any(Error) });
  });

  it('never logs a URL, a key or a body', async () => {
    const harness = new Harness(table);
    const body = { filename: 'secret.jpg', title: 'private words' };
    const created = await harness.call('POST', '/metadata', { body, headers: { 'x-api-key': 'the-key' } });
    await harness.call('GET', `/metadata/${created.body.metadata.id}`);
    await harness.call('GET', '/metadata?userId=private');
    await harness.call('POST', '/metadata', { body: '{"private' });
    expect(harness.log).toHaveLength(4);
    expect(JSON.stringify(harness.log)).not.toMatch(/X-Amz|the-key|secret\.jpg|private/);
    expect(harness.log[0]![1]).toMatchObject({ recordId: created.body.metadata.id });
    expect(harness.log[1]).toEqual([
      'request',
      {
        route: 'GET /metadata/{id}',
        status: 200,
        ms: expect.any(Number),
        recordId: created.body.metadata.id,
        requestId: expect.any(String),
      },
    ]);
  });
});
