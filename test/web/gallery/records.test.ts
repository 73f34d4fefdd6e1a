import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecords } from '../../../web/gallery/records.ts';
import { someMetadata, someUrl } from '../metadata.ts';

const { id } = someMetadata();

describe('the records of the gallery', () => {
  it('are in the order of the service: newest first, then by id downwards', () => {
    const records = createRecords();
    records.putAll([
      someMetadata({ id: 'b', createdAt: 1 }),
      someMetadata({ id: 'a', createdAt: 2 }),
      someMetadata({ id: 'c', createdAt: 1 }),
    ]);
    expect(records.all().map(({ metadata }) => metadata.id)).toEqual(['a', 'c', 'b']);
  });

  it('end in the newest version, in whatever order and however often they come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (versions) => {
        const records = createRecords();
        for (const version of versions) records.putAll([someMetadata({ version })]);
        expect(records.get(id)?.metadata.version).toBe(Math.max(...versions));
      }),
    );
  });

  it('keep a URL while its image is the same and it lasts, for the browser has cached it', () => {
    const records = createRecords();
    const metadata = someMetadata({ contentVersion: 1, version: 2 });
    records.putAll([metadata], [someUrl({ url: 'first' })]);
    records.putAll([{ ...metadata, version: 3 }], [someUrl({ url: 'second' })]);
    expect(records.get(id)).toMatchObject({ url: { url: 'first' }, metadata: { version: 3 } });
    records.putAll([{ ...metadata, version: 4, contentVersion: 2 }], [someUrl({ url: 'third' })]);
    expect(records.get(id)?.url?.url).toBe('third');
  });

  it('take a newer URL for one that is about to end, or was dropped', () => {
    const records = createRecords();
    const metadata = someMetadata({ contentVersion: 1 });
    records.putAll([metadata], [someUrl({ url: 'short', expiresIn: 100 })]);
    records.putAll([metadata], [someUrl({ url: 'long' })]);
    expect(records.get(id)?.url?.url).toBe('long');
    records.dropUrl(id);
    records.putAll([metadata], [someUrl({ url: 'new' })]);
    expect(records.get(id)?.url?.url).toBe('new');
  });

  it('keep the URL when a change comes without one, and let it go with a new image', () => {
    const records = createRecords();
    records.putAll([someMetadata({ contentVersion: 1 })], [someUrl()]);
    records.putAll([someMetadata({ contentVersion: 1, version: 2 })]);
    expect(records.get(id)?.url).toBeDefined();
    records.putAll([someMetadata({ contentVersion: 2, version: 3 })]);
    expect(records.get(id)?.url).toBeUndefined();
  });

  it('tell of changes, and of nothing else', () => {
    const records = createRecords();
    let told = 0;
    const stop = records.onChange(() => {
      told += 1;
    });
    expect(records.putAll([someMetadata()])).toBe(true);
    expect(records.putAll([someMetadata()])).toBe(false);
    records.remove('unknown');
    expect(told).toBe(1);
    records.remove(id);
    stop();
    records.clear();
    expect(told).toBe(2);
  });
});
