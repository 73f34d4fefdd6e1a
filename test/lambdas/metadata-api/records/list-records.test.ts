import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Harness } from '../support/harness.ts';
import { TestTable } from '../support/table.ts';

interface Listed {
  id: string;
  createdAt: number;
  status: string;
  tags?: string[];
  userId?: string;
}

const RECORDS = 60;

describe.each([1, 8])('GET /metadata over %i shards', (feedShards) => {
  let table: TestTable;
  let api: Harness;
  let all: Listed[];

  beforeAll(async () => {
    table = await TestTable.start();
    api = new Harness(table, { feedShards });
    for (let at = 0; at < RECORDS; at++) {
      const id = await api.create({
        filename: `${at}.jpg`,
        ...(at % 3 === 0 && { userId: at % 2 ? 'ann' : 'bob' }),
        ...(at % 5 === 0 && { tags: ['five', `t${at}`] }),
      });
      if (at % 4 === 0) await api.accept(id);
      if (at % 4 === 1) await table.set(id, { rejectionEvent: { S: '1' } });
    }
    all = (await walk('limit=100')).flat();
  });

  afterAll(() => table.stop());

  /** Every page of a listing. */
  async function walk(query: string): Promise<Listed[][]> {
    const pages: Listed[][] = [];
    let cursor = '';
    do {
      const { status, body } = await api.call('GET', `/metadata?${query}${cursor && `&cursor=${cursor}`}`);
      expect(status).toBe(200);
      const ready = body.metadata.filter((record: Listed) => record.status === 'ready');
      expect(body.preSignedUrls.map((url: { id: string }) => url.id)).toEqual(
        ready.map(({ id }: Listed) => id),
      );
      pages.push(body.metadata);
      cursor = body.nextCursor ?? '';
    } while (cursor);
    return pages;
  }

  const ids = (records: Listed[]) => records.map(({ id }) => id);

  it('is newest first, and whole', () => {
    expect(new Set(ids(all)).size).toBe(RECORDS);
    expect(all.map(({ createdAt }) => createdAt)).toEqual(
      all.map(({ createdAt }) => createdAt).sort((a, b) => b - a),
    );
  });

  it('spreads over all shards', async () => {
    const feeds = new Set((await table.dump()).map((item) => item.feed!.S));
    // By chance, so that one in some hundred runs leaves a shard empty.
    expect(feeds.size).toBeGreaterThan(feedShards / 2);
  });

  it('gives the same records page by page, in both orders, and no empty page', async () => {
    for (const limit of [1, 7, 59, 60, 61]) {
      const pages = await walk(`limit=${limit}`);
      expect(ids(pages.flat())).toEqual(ids(all));
      expect(pages).toHaveLength(Math.ceil(RECORDS / limit));
      expect(ids((await walk(`limit=${limit}&order=asc`)).flat())).toEqual(ids(all).reverse());
    }
  });

  it.each<[string, (record: Listed) => boolean]>([
    ['status=ready', ({ status }) => status === 'ready'],
    ['status=rejected', ({ status }) => status === 'rejected'],
    ['status=pending', ({ status }) => status === 'pending'],
    ['tag=five', ({ tags }) => tags?.includes('five') ?? false],
    ['tag=t45', ({ tags }) => tags?.includes('t45') ?? false],
    ['tag=none', () => false],
    ['userId=ann', ({ userId }) => userId === 'ann'],
    ['userId=bob&status=ready', ({ userId, status }) => userId === 'bob' && status === 'ready'],
    ['status=ready&tag=five', ({ tags, status }) => status === 'ready' && (tags?.includes('five') ?? false)],
  ])('filters by %s, with full pages', async (query, matches) => {
    const expected = ids(all.filter(matches));
    const pages = await walk(`limit=4&${query}`);
    expect(ids(pages.flat())).toEqual(expected);
    expect(pages).toHaveLength(Math.max(1, Math.ceil(expected.length / 4)));
    expect(ids((await walk(`limit=4&order=asc&${query}`)).flat())).toEqual(expected.toReversed());
  });

  it('bounds the time of creation on both sides, exclusively', async () => {
    const times = all.map(({ createdAt }) => createdAt);
    const [newer, older] = [times[10]!, times[40]!];
    const query = `createdAfter=${older}&createdBefore=${newer}`;
    const expected = ids(all.filter(({ createdAt }) => createdAt > older && createdAt < newer));
    expect(ids((await walk(`limit=3&${query}`)).flat())).toEqual(expected);
    expect(ids((await walk(`limit=3&order=asc&${query}`)).flat())).toEqual(expected.toReversed());
    expect((await walk(`createdAfter=${newer}&createdBefore=${older}`)).flat()).toEqual([]);
    expect((await walk('createdBefore=0')).flat()).toEqual([]);
    expect((await walk('createdAfter=9999999999999')).flat()).toEqual([]);
    expect((await walk(`createdAfter=${newer - 1}&createdBefore=${newer + 1}`)).flat()).toHaveLength(
      all.filter(({ createdAt }) => createdAt === newer).length,
    );
  });

  it('refuses a cursor of another listing, and any that was tampered with', async () => {
    const first = await api.call('GET', '/metadata?limit=5&status=ready');
    const cursor: string = first.body.nextCursor;
    const refused = async (query: string) => {
      const reply = await api.call('GET', `/metadata?${query}`);
      expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: 'cursor' }] } });
    };
    await refused(`cursor=${cursor}`);
    await refused(`cursor=${cursor}&status=pending`);
    await refused(`cursor=${cursor}&status=ready&order=asc`);
    await refused(`cursor=${cursor}&status=ready&tag=five`);
    await refused(`cursor=${cursor}&status=ready&createdAfter=1`);
    await refused(`cursor=${cursor}=&status=ready`);
    expect((await api.call('GET', `/metadata?cursor=${cursor}&status=ready&limit=9`)).status).toBe(200);
    await fc.assert(
      fc.asyncProperty(fc.nat(cursor.length - 1), fc.constantFrom(...'Aa0_-.'), async (at, char) => {
        fc.pre(cursor[at] !== char);
        await refused(`status=ready&cursor=${cursor.slice(0, at)}${char}${cursor.slice(at + 1)}`);
      }),
      { numRuns: 60 },
    );
  });
});
