import { describe, expect, it } from 'vitest';
import { startHarness } from '../support/start.ts';

const api = await startHarness();
const { table } = api;

const NFC = 'caf\u00e9';
const NFD = 'cafe\u0301';
const HANGUL = '한국';

/** As release 0.1.0 stored tags. */
const givenTags = (id: string, ...tags: string[]) =>
  table.set(id, { tags: { M: Object.fromEntries(tags.map((tag) => [tag, { BOOL: true }])) } });
const edit = async (id: string, body: object) =>
  (await api.call('PUT', `/metadata/${id}`, { body })).body.metadata;
const listed = async (query: Record<string, string>): Promise<string[]> => {
  const { body } = await api.call('GET', `/metadata?${new URLSearchParams(query)}`);
  return body.metadata.map(({ id }: { id: string }) => id);
};

describe('text that reads the same is the same', () => {
  it('in titles and tags, which are kept in NFC', async () => {
    const id = await api.create({ title: NFD, tags: [NFD, NFC, HANGUL.normalize('NFD')] });
    const { body } = await api.call('GET', `/metadata/${id}`);
    expect(body.metadata).toMatchObject({ title: NFC, tags: [NFC, HANGUL] });
    expect((await edit(id, { title: `${NFD}!` })).title).toBe(`${NFC}!`);
    expect(await listed({ tag: NFD })).toEqual([id]);
    expect(await listed({ tag: NFC })).toEqual([id]);
    expect((await edit(id, { tags: { remove: [NFD] } })).tags).toEqual([HANGUL]);
  });

  it('and counts as it is kept', async () => {
    const long = 'e\u0301'.repeat(256);
    expect((await api.call('POST', '/metadata', { body: { filename: 'a', title: long } })).status).toBe(201);
    const tags = ['e\u0301'.repeat(64)];
    expect((await api.call('POST', '/metadata', { body: { filename: 'a', tags } })).status).toBe(201);
  });

  it('but not in names, which are compared as they are', async () => {
    const made = await Promise.all([NFC, NFD].map((userId) => api.create({ userId, imageId: 'i' })));
    expect(new Set(made).size).toBe(2);
    expect(await listed({ userId: NFD })).toEqual([made[1]]);
    expect(await listed({ userId: NFC, imageId: 'i' })).toEqual([made[0]]);
    expect((await api.call('GET', `/metadata/${made[1]}`)).body.metadata.userId).toBe(NFD);
  });
});

describe('a record of release 0.1.0', () => {
  it('with a tag in two parts is found by it, shows it once, and loses it', async () => {
    const id = await api.create();
    await givenTags(id, NFD, 'other');
    expect(await listed({ tag: NFC })).toContain(id);
    expect((await api.call('GET', `/metadata/${id}`)).body.metadata.tags).toEqual([NFC, 'other']);
    expect((await edit(id, { tags: { remove: [NFC] } })).tags).toEqual(['other']);
    expect(await listed({ tag: NFC })).not.toContain(id);
  });

  it('has it once when it is added again', async () => {
    const id = await api.create();
    await givenTags(id, NFD);
    expect((await edit(id, { tags: { add: [NFC] } })).tags).toEqual([NFC]);
    expect((await edit(id, { tags: { remove: [NFC] } })).tags).toBeUndefined();
  });

  it('takes it for the tag that is added also where there is room for no other', async () => {
    const id = await api.create();
    await givenTags(id, NFD, ...Array.from({ length: 49 }, (_, at) => `t${at}`));
    const added = await edit(id, { tags: { add: [NFC] } });
    expect(added.tags).toHaveLength(50);
  });

  it.each(['\u200b', 'a\tb', '\0'])('with the tag %j is found by it, and loses it', async (tag) => {
    const id = await api.create();
    await givenTags(id, tag);
    expect(await listed({ tag })).toEqual([id]);
    expect((await edit(id, { tags: { remove: [tag] } })).tags).toBeUndefined();
  });

  it.each(['\u200b', 'a\tb', 'NUL \0'])('with the name %j is found by it', async (name) => {
    const id = await api.create({ userId: `user of ${JSON.stringify(name)}`, imageId: 'i' });
    await table.set(id, { userId: { S: name } });
    expect(await listed({ userId: name })).toEqual([id]);
    const body = { userId: name, imageId: name };
    expect((await api.call('POST', '/api/download_url', { body })).status).toBe(404);
  });
});
