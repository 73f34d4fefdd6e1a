import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../../../client/errors.ts';
import type { FileOutcome, TotalProgress } from '../../../client/many/upload-all.ts';
import { givenService, service } from '../given-service.ts';
import { files, slowly } from './given-files.ts';

const bytesOf = (all: readonly Blob[]) => all.reduce((sum, { size }) => sum + size, 0);
/** Requests for records by batches: `batch`, `batch_get`. */
const batches = (what: string) => service.requests.filter(({ path }) => path === `/metadata/${what}`).length;
interface Named {
  filename: string;
}

/** Keeps count of the uploads that are under way at S3. */
function watchingS3(): { fetch: typeof fetch; most: () => number } {
  let now = 0;
  let most = 0;
  const watched: typeof fetch = async (url, init) => {
    const sends = String(url).includes('/s3/');
    if (sends) most = Math.max(most, ++now);
    try {
      return await fetch(url, init);
    } finally {
      if (sends) now -= 1;
    }
  };
  return { fetch: watched, most: () => most };
}

describe('uploadAll', () => {
  it('uploads 300 files with few requests, each into a record of its own', async () => {
    // Sending takes longer than what goes before it, as it does.
    const client = await givenService({ fate: ({ path }) => slowly(path, 30) });
    const chosen = files(300);
    const told: FileOutcome[] = [];
    const { uploaded, failed } = await client.uploadAll(
      chosen.map((file) => ({ file, sha256: false as const })),
      { onFile: (one) => told.push(one) },
    );
    expect(failed).toEqual([]);
    expect(uploaded.map(({ index }) => index).sort((a, b) => a - b)).toEqual(chosen.map((_, at) => at));
    for (const { file, index } of uploaded) expect(file).toBe(chosen[index]);
    expect(told).toEqual(uploaded);
    expect(service.records.size).toBe(300);
    expect([...service.records.values()].every(({ status }) => status === 'ready')).toBe(true);
    expect(batches('batch')).toBeLessThan(60);
    // One by one it would be 600.
    expect(service.requests.filter(({ path }) => !path.startsWith('/s3/')).length).toBeLessThan(300);
  });

  it('sends no more at once than it may', async () => {
    const watch = watchingS3();
    const client = await givenService({}, { fetch: watch.fetch });
    await client.uploadAll(files(40), { concurrency: 3 });
    expect(watch.most()).toBe(3);
  });

  it('goes on after single failures, and tells them at the end', async () => {
    const client = await givenService({
      fate: ({ path }) =>
        path === '/s3/r3/1' ? { status: 403, text: '<Error><Code>No</Code></Error>' } : undefined,
    });
    const gone = async () => {
      throw new Error('The card was pulled out.');
    };
    const { uploaded, failed } = await client.uploadAll([...files(5), gone, ...files(5)]);
    expect(uploaded).toHaveLength(9);
    expect(failed.map(({ error }) => (error as Error).message).sort()).toEqual([
      'S3 answered 403.',
      'The card was pulled out.',
    ]);
    expect(failed.find(({ file }) => file === gone)!.index).toBe(5);
  });

  it('makes no record twice when answers to batches are lost', async () => {
    const client = await givenService({
      fate: ({ path }, nth) => (path === '/metadata/batch' && nth < 3 ? 'drop' : undefined),
    });
    const { failed } = await client.uploadAll(files(20));
    expect(failed).toEqual([]);
    expect(service.records.size).toBe(20);
  });

  it('is the same where there are no batches', async () => {
    const client = await givenService({ batches: false });
    const { failed } = await client.uploadAll(files(30));
    expect(failed).toEqual([]);
    expect(service.records.size).toBe(30);
    expect(batches('batch')).toBe(1);
  });

  it('refuses a bad record of a batch alone', async () => {
    const client = await givenService();
    const { uploaded, failed } = await client.uploadAll([...files(2), 'no file' as never, ...files(2)]);
    expect(uploaded).toHaveLength(4);
    expect(failed).toMatchObject([{ index: 2, error: { argument: 'file' } }]);
  });

  it.each<[name: string, value: unknown]>([
    ['a BigInt', 1n],
    ['no number', Number.NaN],
  ])('fails a file alone whose record no JSON can hold: %s', async (_, value) => {
    const client = await givenService();
    // Not hashed, so that all come at once.
    const [bad, ...good] = files(5).map((file) => ({ file, sha256: false as const }));
    const attributes = { a: value as number };
    const { uploaded, failed } = await client.uploadAll([{ ...bad!, attributes }, ...good]);
    expect(failed).toMatchObject([{ index: 0, error: { argument: 'attributes.a' } }]);
    expect(uploaded).toHaveLength(4);
  });

  it('fails a file alone for whose record the service refuses a whole batch', async () => {
    const client = await givenService({
      fate: ({ path, body }) =>
        path.startsWith('/metadata') && String(body).includes('deep')
          ? { status: 400, json: { code: 'ValidationFailed', message: 'body is nested too deeply' } }
          : undefined,
    });
    const [bad, ...good] = files(5).map((file) => ({ file, sha256: false as const }));
    const { uploaded, failed } = await client.uploadAll([{ ...bad!, title: 'deep' }, ...good]);
    expect(failed).toMatchObject([{ index: 0, error: { code: 'ValidationFailed' } }]);
    expect(uploaded).toHaveLength(4);
  });

  it('tells one sum for all, which ends where the files end', async () => {
    const client = await givenService();
    const chosen = files(12);
    const told: TotalProgress[] = [];
    await client.uploadAll(chosen, { onProgress: (progress) => told.push(progress) });
    expect(told[0]).toEqual({ files: 12, uploaded: 0, failed: 0, sent: 0, total: bytesOf(chosen) });
    expect(told.at(-1)).toEqual({ ...told[0], uploaded: 12, sent: bytesOf(chosen) });
    for (const [at, { uploaded }] of told.entries())
      expect(uploaded).toBeGreaterThanOrEqual(told[at - 1]?.uploaded ?? 0);
  });

  it('gives all files what is common, and each what is its own', async () => {
    const client = await givenService();
    await client.uploadAll([{ file: files(1)[0]!, tags: ['own'], filename: 'x.png' }, files(2)[1]!], {
      tags: ['all'],
      userId: 'ann',
    });
    const { body } = service.requests.find(({ path }) => path === '/metadata/batch')!;
    const sent = JSON.parse(String(body)).records.sort((a: Named, b: Named) =>
      a.filename < b.filename ? 1 : -1,
    );
    expect(sent).toMatchObject([
      { filename: 'x.png', tags: ['own'], userId: 'ann' },
      { filename: '1.png', tags: ['all'], userId: 'ann' },
    ]);
  });

  it('throws what a callback throws, when what was begun has ended', async () => {
    const client = await givenService();
    const broken = () => {
      throw new Error('My own fault.');
    };
    await expect(client.uploadAll(files(3), { onFile: broken })).rejects.toThrow('My own fault.');
    expect([...service.records.values()].every(({ status }) => status === 'ready')).toBe(true);
  });

  it.each([
    ['files', undefined, {}],
    ['files', 'photo.jpg', {}],
    ['files', new Uint8Array(9), {}],
    ['concurrency', [], { concurrency: 0 }],
    ['concurrency', [], { concurrency: 1.5 }],
    ['signal', [], { signal: 'now' }],
    ['waitMs', [], { waitMs: -1 }],
  ])('says what is wrong with %s: %j %j', async (argument, chosen, options) => {
    const client = await givenService();
    const all = client.uploadAll(chosen as never, options as never);
    await expect(all).rejects.toMatchObject({ argument });
    await expect(all).rejects.toBeInstanceOf(ArgumentError);
    expect(service.requests).toEqual([]);
  });

  it('of no files is nothing', async () => {
    const client = await givenService();
    expect(await client.uploadAll([])).toEqual({ uploaded: [], failed: [] });
    expect(service.requests).toEqual([]);
  });
});
