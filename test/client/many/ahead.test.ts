import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { FileOutcome } from '../../../client/many/upload-all.ts';
import { givenService, service } from '../given-service.ts';
import { files, slowly } from './given-files.ts';

describe('uploadAll, of what is not its turn yet,', () => {
  it('takes no more tickets ahead than are likely to be used in time', async () => {
    let unused = 0;
    let most = 0;
    const client = await givenService({
      expiresIn: 9,
      fate: ({ path, body }) => {
        if (path === '/metadata/batch') unused += JSON.parse(String(body)).records.length;
        if (path.startsWith('/s3/')) unused -= 1;
        most = Math.max(most, unused);
        return slowly(path, 40);
      },
    });
    await client.uploadAll(files(60), { concurrency: 1 });
    // 25 a second at the most, for a quarter of the four seconds that they are used in.
    expect(most).toBeGreaterThan(2);
    expect(most).toBeLessThan(45);
    expect(service.count('PUT metadata')).toBe(0);
  });

  it('takes from an iterator as there is room, and not all of it', async () => {
    const client = await givenService();
    let taken = 0;
    let ended = 0;
    let most = 0;
    async function* endless() {
      for (const file of files(500)) {
        taken += 1;
        most = Math.max(most, taken - ended);
        yield file;
      }
    }
    await client.uploadAll(endless(), { onFile: () => (ended += 1) });
    expect(ended).toBe(500);
    expect(most).toBeLessThanOrEqual(202);
  });

  it('takes no more ahead from an iterator that need not wait', async () => {
    const client = await givenService();
    let taken = 0;
    function* endless() {
      for (const file of files(1000)) {
        taken += 1;
        yield file;
      }
    }
    const enough = new AbortController();
    const onFile = () => enough.abort(new Error('enough'));
    await expect(client.uploadAll(endless(), { onFile, signal: enough.signal })).rejects.toThrow('enough');
    expect(taken).toBeLessThanOrEqual(210);
  });

  it('listens to the signal once, and not for each file: Node.js 20 warns of more than ten', async () => {
    const client = await givenService();
    const { signal } = new AbortController();
    let most = 0;
    const onProgress = () => {
      most = Math.max(most, getEventListeners(signal, 'abort').length);
    };
    await client.uploadAll(files(40), { signal, onProgress });
    expect(most).toBeLessThanOrEqual(2);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('begins nothing more once it is aborted, and throws the reason', async () => {
    const client = await givenService();
    const stopping = new AbortController();
    const seen: FileOutcome[] = [];
    const all = client.uploadAll(files(300), {
      signal: stopping.signal,
      onFile: (outcome) => {
        seen.push(outcome);
        if (seen.length === 5) stopping.abort(new Error('Enough.'));
      },
    });
    await expect(all).rejects.toThrow('Enough.');
    expect(seen.length).toBeLessThan(250);
    expect(seen.every((outcome) => 'image' in outcome)).toBe(true);
    // What was on its way arrives.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { length } = service.requests;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(service.requests).toHaveLength(length);
    expect(service.records.size).toBeLessThan(300);
  });
});
