import { describe, expect, it } from 'vitest';
import { startHarness } from '../support/start.ts';

const api = await startHarness();
const { table } = api;

/** What the client does when it does not hear the answer to its next request of that name: it sends it again. */
function loseAnswer(name: string): void {
  const send = table.client.send.bind(table.client);
  table.client.send = (async (command: { constructor: { name: string } }) => {
    if (command.constructor.name !== `${name}Command`) return send(command as never);
    table.client.send = send;
    await send(command as never);
    return send(command as never);
  }) as unknown as typeof table.client.send;
}

const read = async (id: string) => (await api.call('GET', `/metadata/${id}`)).body.metadata;

describe('a request to the table whose answer was lost', () => {
  it.each([
    ['a plain POST', {}, {}],
    ['a keyed POST', {}, { 'Idempotency-Key': 'lost-1' }],
    ['a named image', { userId: 'u', imageId: 'lost-2' }, {}],
    ['a named image with a key', { userId: 'u', imageId: 'lost-3' }, { 'Idempotency-Key': 'lost-3' }],
  ])('creates once, and says so: %s', async (_, name, headers) => {
    loseAnswer('PutItem');
    const answer = await api.call('POST', '/metadata', { body: { filename: 'a.jpg', ...name }, headers });
    expect(answer).toMatchObject({ status: 201, body: { metadata: { version: 1 } } });
    expect(await read(answer.body.metadata.id)).toEqual(answer.body.metadata);
  });

  it('creates a keyed record once, when that of the record is lost', async () => {
    const before = (await table.dump()).filter(({ version }) => version).length;
    let puts = 0;
    const send = table.client.send.bind(table.client);
    table.client.send = (async (command: { constructor: { name: string } }) => {
      if (command.constructor.name === 'PutItemCommand' && ++puts === 2) await send(command as never);
      return send(command as never);
    }) as unknown as typeof table.client.send;
    const headers = { 'Idempotency-Key': 'lost-4' };
    const answer = await api.call('POST', '/metadata', { body: { filename: 'a.jpg' }, headers });
    table.client.send = send;
    expect(answer.status).toBe(201);
    expect((await table.dump()).filter(({ version }) => version)).toHaveLength(before + 1);
  });

  it.each([
    ['without a condition', {}],
    ['with If-Match', { 'If-Match': '"1"' }],
  ])('edits once, and says so: %s', async (_, headers) => {
    const id = await api.create();
    loseAnswer('UpdateItem');
    const body = { title: 'new', attributes: { a: 1 } };
    const answer = await api.call('PUT', `/metadata/${id}`, { body, headers });
    expect(answer).toMatchObject({ status: 200, body: { metadata: { title: 'new', version: 2 } } });
    expect(await read(id)).toEqual(answer.body.metadata);
  });

  it.each([
    ['the revision', 'UpdateItem'],
    ['the record', 'DeleteItem'],
  ])('deletes with If-Match, and says so: that of %s', async (_, name) => {
    const id = await api.create();
    loseAnswer(name);
    const answer = await api.call('DELETE', `/metadata/${id}`, { headers: { 'If-Match': '"1"' } });
    expect(answer.status).toBe(204);
    expect((await api.call('GET', `/metadata/${id}`)).status).toBe(404);
  });
});
