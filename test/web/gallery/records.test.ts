import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { awaitsThumbnail, createRecords } from '../../../web/gallery/records.ts';
import { someDelivery, someMetadata, someUrl } from '../metadata.ts';

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

  it('take in a thumbnail that comes without a new version, and never lose it again', () => {
    const records = createRecords();
    const uploadedAt = 1_790_000_000_000;
    const image = someMetadata({ version: 2, contentVersion: 1, status: 'ready', uploadedAt });
    records.putAll([image], [someUrl()]);
    expect(records.awaitsThumbnail(records.get(id)!.metadata)).toBe(true);
    const thumbnailUrl = 'https://bucket.test/a.webp';
    expect(records.putAll([{ ...image, thumbhash: 'AAAA' }], [someUrl({ thumbnailUrl })])).toBe(true);
    expect(records.putAll([image], [someUrl()])).toBe(false);
    expect(records.get(id)).toMatchObject({ metadata: { thumbhash: 'AAAA' }, url: { thumbnailUrl } });
    expect(records.awaitsThumbnail(records.get(id)!.metadata)).toBe(false);
  });

  it('take in other widths that an answer before did not have', () => {
    const records = createRecords();
    const image = someMetadata({ contentVersion: 1 });
    records.putAll([image], [someUrl({ url: 'first' })]);
    const delivery = someDelivery([320]);
    expect(records.putAll([image], [someUrl({ url: 'second', delivery })])).toBe(true);
    records.putAll([image], [someUrl({ url: 'third' })]);
    expect(records.get(id)?.url).toMatchObject({ url: 'second', delivery });
  });

  it.each([
    ['a second before the original', -1000, 3_599_000],
    ['with the original', 0, 3_600_000],
    ['a second after it', 1000, 3_600_000],
  ])('end with the first of their URLs: other widths end %s', (_, later, life) => {
    const now = 1_700_000_000_000;
    vi.useFakeTimers({ now, toFake: ['Date'] });
    const records = createRecords();
    const url = someUrl({ expiresIn: 3600 });
    records.putAll(
      [someMetadata()],
      [{ ...url, delivery: { ...someDelivery([320]), expiresAt: url.expiresAt + later } }],
    );
    expect(records.get(id)?.urlEndsAt).toBe(now + life);
    vi.useRealTimers();
  });

  it('expect no thumbnail of an old image, nor of one that gets none', () => {
    const image = someMetadata({ status: 'ready', uploadedAt: 1000 });
    expect(awaitsThumbnail(image, 2000)).toBe(true);
    expect(awaitsThumbnail(image, 100_000)).toBe(false);
    expect(awaitsThumbnail({ ...image, thumbnailError: 'Undecodable' }, 2000)).toBe(false);
    expect(awaitsThumbnail(someMetadata(), 2000)).toBe(false);
  });

  it.each([
    ['years behind', 0],
    ['years ahead', 4_000_000_000_000],
  ])('judge by the clock of the service: that of the device may be %s', (_, device) => {
    vi.useFakeTimers({ now: device, toFake: ['Date'] });
    let elapsed = 5000;
    const records = createRecords(() => elapsed);
    const uploadedAt = 1_790_000_000_000;
    const image = someMetadata({ version: 2, contentVersion: 1, status: 'ready', uploadedAt });
    // The URL tells that it is ten seconds later at the service.
    const url = someUrl({ expiresIn: 3600, expiresAt: uploadedAt + 10_000 + 3_600_000 });
    records.putAll([image], [url]);
    expect(records.now()).toBe(uploadedAt + 10_000);
    expect(records.awaitsThumbnail(image)).toBe(true);
    elapsed += 15_000;
    expect(records.awaitsThumbnail(image)).toBe(true);
    elapsed += 6000;
    expect(records.awaitsThumbnail(image)).toBe(false);
    vi.useRealTimers();
  });

  it('take the latest time that any record tells for the present', () => {
    let elapsed = 0;
    const records = createRecords(() => elapsed);
    records.putAll([someMetadata({ createdAt: 1000, updatedAt: 5000, uploadedAt: 3000 })]);
    elapsed = 100;
    records.putAll([someMetadata({ id: 'b', createdAt: 2000, updatedAt: 2000 })]);
    expect(records.now()).toBe(5100);
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
