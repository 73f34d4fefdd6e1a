import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { placeFile } from '../../../tools/reconcile/place-file.ts';
import { type Place, reinspect } from '../../../tools/reconcile/reinspect.ts';

const where = { contentType: 'image/heic' };

describe('a reinspection', () => {
  it('goes page by page, no faster than it is told, and counts', async () => {
    const pause = vi.fn(async (_: number) => {});
    const pages = [
      { records: 500, asked: 100, cursor: 'x' },
      { records: 7, asked: 1 },
    ];
    const asked: object[] = [];
    const invoke = async (event: object) => {
      asked.push(event);
      return pages.shift();
    };
    const told: Place[] = [];
    const signal = new AbortController().signal;
    const onPage = (place: Place) => void told.push(place);
    const end = reinspect(invoke, { where, perSecond: 50, signal, onPage, pause });
    expect(await end).toEqual({ records: 507, asked: 101, cursor: undefined });
    expect(asked).toMatchObject([{ kind: 'reinspect', where, limit: 500 }, { cursor: 'x' }]);
    expect(pause.mock.calls.map(([ms]) => ms)).toEqual([2000]);
    expect(told).toEqual([{ records: 500, asked: 100, cursor: 'x' }]);
  });

  it('goes on where it was interrupted, with the same records alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-intake-place-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'place.json');
    let now = 1_000_000_000;
    const file = placeFile(path, { ...where, of: 'dev' }, () => now);
    expect(file.read()).toBeUndefined();
    const place = { records: 500, asked: 100, cursor: 'x' };
    file.write(place);
    expect(file.read()).toEqual(place);
    expect(placeFile(path, { of: 'dev' }, () => now).read()).toBeUndefined();
    expect(placeFile(path, { ...where, of: 'prod' }, () => now).read()).toBeUndefined();
    now += 90_000_000;
    expect(file.read()).toBeUndefined();
    now -= 90_000_000;
    file.remove();
    expect(file.read()).toBeUndefined();
  });
});
