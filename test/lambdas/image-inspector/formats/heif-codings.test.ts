import { describe, expect, it } from 'vitest';
import { join } from '../../../../tools/specimens/craft-bytes.ts';
import { ftyp, heif, ispe, meta } from '../../../../tools/specimens/craft-heif.ts';
import { minimized } from '../../../../tools/specimens/craft-mini.ts';
import { moov, movie, track } from '../../../../tools/specimens/craft-track.ts';
import { inspectBytes } from '../support/memory.ts';

/** Brands, with the item and the sample entry of that coding, and what it is called. */
const OTHERS: [brand: string, item: string, entry: string, coding: string][] = [
  ['avci', 'avc1', 'avc1', 'AVC coding'],
  ['avcs', 'avc1', 'avc3', 'AVC coding'],
  ['vvic', 'vvc1', 'vvc1', 'VVC coding'],
  ['vvis', 'vvc1', 'vvi1', 'VVC coding'],
  ['evbi', 'evc1', 'evc1', 'EVC coding'],
  ['evbs', 'evc1', 'evc1', 'EVC coding'],
  ['evmi', 'evc1', 'evc1', 'EVC coding'],
  ['evms', 'evc1', 'evc1', 'EVC coding'],
  ['jpeg', 'jpeg', 'mjpg', 'JPEG coding'],
  ['jpgs', 'jpeg', 'mjpg', 'JPEG coding'],
  ['j2ki', 'j2k1', 'j2ki', 'JPEG 2000 coding'],
  ['j2is', 'j2k1', 'mjp2', 'JPEG 2000 coding'],
  ['jxsi', 'jxs1', 'jxs1', 'JPEG XS coding'],
  ['unif', 'unci', 'uncv', 'without compression'],
];
const refusal = (coding: string) => ({
  rejection: { code: 'UnsupportedType', message: expect.stringContaining(`${coding} is not accepted here`) },
});
const size = ispe(300, 200);

describe('a HEIF that is neither HEIC nor AVIF', () => {
  it.each(OTHERS)('is refused by its coding and by its brand: %s', async (brand, item, entry, coding) => {
    for (const bytes of [
      heif([brand, 'mif1'], item, size),
      heif([brand], item, size),
      heif(['mif1', brand, 'miaf'], item, size),
      // The coding is told by the item alone, or by the brand alone.
      heif(['mif1', 'miaf'], item, size),
      heif(['heic', 'mif1'], item, size),
      heif(['mif1', brand], 'grid', size),
      join(ftyp(brand), moov(300, 200, { codec: entry })),
      join(ftyp('msf1', 'heic'), moov(300, 200, { codec: entry })),
      minimized(300, 200, { large: true, brand }),
      minimized(300, 200, { large: true, brand: '', codec: [item, 'xxxC'] }),
    ]) {
      for (const extension of ['heic', 'avif', 'bin']) {
        expect((await inspectBytes(bytes, extension)).verdict).toMatchObject(refusal(coding));
      }
    }
  });

  it('is refused where nothing tells its coding', async () => {
    const noInfos = join(ftyp('mif1'), meta({ primary: 1, items: [], properties: [] }));
    for (const bytes of [
      heif(['mif1', 'miaf'], 'none', size),
      heif(['mif1'], 'grid', size),
      minimized(300, 200, { large: true, brand: '' }),
    ]) {
      expect((await inspectBytes(bytes, 'heic')).verdict).toMatchObject(refusal('HEIF of unknown coding'));
    }
    expect((await inspectBytes(noInfos, 'heic')).verdict).toMatchObject({
      rejection: { code: 'Unreadable' },
    });
  });

  it('is none where its tiles are HEVC, of whatever brand', async () => {
    const items = [
      { id: 9, type: 'grid', properties: [1] },
      { id: 2, type: 'hvc1', properties: [2] },
    ];
    const bytes = join(ftyp('mif1', 'avci'), meta({ primary: 9, items, properties: [size, ispe(30, 20)] }));
    const { verdict } = await inspectBytes(bytes, 'heic');
    expect(verdict).toMatchObject({ image: { contentType: 'image/heic', width: 300 } });
  });
});

describe('a minimized image', () => {
  it.each([
    ['of a version to come', minimized(300, 200, { large: true, version: 1 })],
    ['that ends ahead of its sides', minimized(300, 200).subarray(0, 26)],
    [
      'that ends ahead of its coding',
      minimized(300, 200, { brand: '', codec: ['av01', 'av1C'] }).subarray(0, 32),
    ],
  ])('%s is refused', async (_, bytes) => {
    // The box goes as far as the file does.
    const box = Buffer.from(bytes);
    box.writeUInt32BE(box.length - 16, 16);
    expect((await inspectBytes(box, 'avif')).verdict).toMatchObject({ rejection: { code: 'Unreadable' } });
  });
});

describe('a sequence', () => {
  it.each([
    ['no track', movie()],
    ['alpha alone', movie(track(30, 20, { reference: 'auxl' }))],
    ['sound alone', movie(track(0, 0, { kind: 'soun' }))],
  ])('of %s is refused', async (_, tracks) => {
    const { verdict } = await inspectBytes(join(ftyp('avis', 'avif'), tracks), 'avif');
    expect(verdict).toMatchObject({ rejection: { code: 'Unreadable' } });
  });
});
