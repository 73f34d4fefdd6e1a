import { describe, expect, it } from 'vitest';
import { join, text } from '../../../../tools/specimens/craft-bytes.ts';
import { type TiffOptions, tiffImage } from '../../../../tools/specimens/craft-tiff.ts';
import { inspectBytes } from '../support/memory.ts';

const CFA = 32_803;
const LINEAR_RAW = 34_892;
const dngVersion: TiffOptions['entries'][number] = [50_706, 1, 1, 4];

const layouts = [true, false].flatMap((little) => [true, false].map((big) => ({ little, big })));
/** A directory as long as cameras write it, in a file as large as a raw one's start. */
const camera = [271, 272, 305, 306, 315, 33_432, 34_665].map((tag): [number, number, number] => [tag, 4, 9]);

describe('a TIFF that is camera raw', () => {
  const kinds: [string, Parameters<typeof tiffImage>[2]][] = [
    ['whose first image is behind a colour filter', { photometric: CFA }],
    ['whose first image is linear raw', { photometric: LINEAR_RAW }],
    ['of a DNG version', { photometric: 2, more: [...camera, dngVersion] }],
    ['of a DNG version, with directories below', { subIfds: true, more: [dngVersion] }],
    ['that starts with a preview', { reduced: true, subIfds: true }],
  ];

  it.each(kinds)('%s is refused in every byte order, TIFF or BigTIFF, near or far', async (_, options) => {
    for (const layout of layouts) {
      for (const gap of [0, 70_000]) {
        const whole = tiffImage(300, 200, { ...options, ...layout, gap });
        for (const extension of ['dng', 'tif', 'jpg', 'bin']) {
          const { verdict } = await inspectBytes(whole, extension);
          expect(verdict, JSON.stringify({ layout, gap, extension })).toMatchObject({
            rejection: {
              code: 'UnsupportedType',
              message: expect.stringMatching(/^Camera raw is not accepted/),
            },
          });
        }
      }
    }
  });

  it.each([0, 1, 2, 3, 5, 6, 8, 32_844])('is not what has photometric %i', async (photometric) => {
    const { verdict } = await inspectBytes(tiffImage(300, 200, { photometric, more: camera }), 'tif');
    expect(verdict).toMatchObject({ image: { contentType: 'image/tiff', width: 300 } });
  });
});

describe('camera raw by its first bytes', () => {
  it.each([
    ['Phase One', 'II*\0\x10\0\0\0IIIITwaR'],
    ['Phase One', 'MM\0*\0\0\0\x10MMMMRawT'],
    ['Phase One', 'IIIITwaR\x08\0\0\0'],
    ['Phase One', 'MMMMRawT\0\0\0\x08'],
    ['Canon', 'II*\0\x10\0\0\0CR\x02\0'],
    ['Canon', 'II\x1a\0\0\0HEAPCCDR'],
    ['Canon', '\0\0\0\x18ftypcrx \0\0\0\x01crx isom'],
    ['Fujifilm', 'FUJIFILMCCD-RAW 0201'],
    ['Olympus', 'IIRO\x08\0\0\0'],
    ['Olympus', 'IIRS\x08\0\0\0'],
    ['Olympus', 'MMOR\0\0\0\x08'],
    ['Panasonic', 'IIU\0\x18\0\0\0'],
    ['Minolta', '\0MRM\0\0\0\x08\0PRD'],
    ['Sigma', 'FOVb\0\0\x02\0'],
  ])('of %s is named', async (maker, head) => {
    const { verdict } = await inspectBytes(join(text(head), Buffer.alloc(200)), 'tif');
    expect(verdict).toMatchObject({
      rejection: {
        code: 'UnsupportedType',
        message: expect.stringMatching(`^${maker} raw is not accepted here`),
      },
    });
  });
});

describe('a TIFF whose sides are no numbers of pixels', () => {
  it.each([
    ['negative SBYTE', 6, 0xff],
    ['negative SSHORT', 8, 0xff00],
    ['negative SLONG', 9, 0xffff_ff00],
    ['negative SLONG8', 17, -300],
    ['RATIONAL', 5, 300],
    ['ASCII', 2, 300],
    ['FLOAT', 11, 300],
    ['unknown', 99, 300],
  ])('but %s is refused', async (_, type, value) => {
    for (const { little, big } of layouts) {
      const { verdict } = await inspectBytes(tiffImage(value, value, { little, big, type }), 'tif');
      expect(verdict).toMatchObject({ rejection: { code: 'Unreadable' } });
    }
  });

  it('but several in another place is refused', async () => {
    const bytes = tiffImage(300, 200);
    // Three SHORTs instead of one.
    bytes.writeUInt32LE(3, bytes.indexOf(Buffer.from([0, 1, 3, 0])) + 4);
    expect((await inspectBytes(bytes, 'tif')).verdict).toMatchObject({ rejection: { code: 'Unreadable' } });
  });
});
