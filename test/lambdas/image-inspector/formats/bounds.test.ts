import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from '../../../../lambdas/image-inspector/formats/source.ts';
import { join, text, u8, u16be, u16le, u32be, u32le } from '../../../../tools/specimens/craft-bytes.ts';
import { gif } from '../../../../tools/specimens/craft-gif.ts';
import { box, ftyp, fullBox, heif, irot, ispe } from '../../../../tools/specimens/craft-heif.ts';
import { jpeg } from '../../../../tools/specimens/craft-jpeg.ts';
import { chunk, png } from '../../../../tools/specimens/craft-png.ts';
import { moov, movie, track } from '../../../../tools/specimens/craft-track.ts';
import { inspectBytes } from '../support/memory.ts';

const MIB = 1024 * 1024;
const repeat = (count: number, bytes: Buffer) => Buffer.alloc(count * bytes.length, bytes);
/** As many as fit into what is read of an image. */
const fill = (bytes: Buffer) => repeat(Math.floor((4 * MIB - 4096) / bytes.length), bytes);

/** `meta` of item 1, with what stands in `iprp` behind its properties, and what stands behind that. */
const withAssociations = (associations: Buffer, more = Buffer.alloc(0)) =>
  join(
    ftyp('heic', 'mif1'),
    fullBox(
      'meta',
      0,
      0,
      fullBox('pitm', 0, 0, u16be(1)),
      fullBox('iinf', 0, 0, u16be(1), fullBox('infe', 2, 0, u16be(1), u16be(0), text('hvc1'), u8(0))),
      box('iprp', box('ipco', ispe(300, 200), irot(1)), associations),
      more,
    ),
  );
/** All of an item's properties that an association can hold: its size, then 254 quarter turns. */
const association = (item: number) =>
  fullBox('ipma', 0, 0, u32be(1), u16be(item), u8(255, 1), Buffer.alloc(254, 2));
const ifd = (entries: number) =>
  join(
    text('II*\0'),
    u32le(8),
    u16le(entries),
    repeat(entries, join(u16le(1), u16le(3), u32le(1), u32le(0))),
  );

/** Loops whose count the file chooses. */
const LOOPS: [title: string, extension: string, make: () => Buffer, expected: string][] = [
  ['4,700 ipma of 255 associations', 'heic', () => withAssociations(repeat(4700, association(1))), '300x200'],
  ['4,700 ipma of other items', 'heic', () => withAssociations(repeat(4700, association(2))), 'Unreadable'],
  [
    'ipma of a million items',
    'heic',
    () =>
      withAssociations(
        repeat(15, fullBox('ipma', 0, 0, u32be(80_000), repeat(80_000, join(u16be(2), u8(0))))),
      ),
    'Unreadable',
  ],
  [
    'iprp without end',
    'heic',
    () => withAssociations(Buffer.alloc(0), fill(box('iprp', box('ipco')))),
    'Unreadable',
  ],
  ['empty pitm', 'heic', () => withAssociations(Buffer.alloc(0), fill(box('pitm'))), 'Unreadable'],
  ['ipco without end', 'heic', () => heif(['heic'], 'hvc1', fill(ispe(300, 200))), '300x200'],
  [
    'iref and iloc without end',
    'heic',
    () => join(ftyp('heic'), fullBox('meta', 0, 0, fill(box('iref')))),
    'Unreadable',
  ],
  ['empty trak', 'avif', () => join(ftyp('avis'), movie(fill(box('trak')))), 'Unreadable'],
  [
    'trak of boxes without end',
    'avif',
    () => join(ftyp('avis'), movie(repeat(250, box('trak', repeat(2000, box('free')))))),
    'Unreadable',
  ],
  [
    'trak of sound',
    'avif',
    () => join(ftyp('avis'), movie(fill(track(9, 9, { kind: 'soun' })))),
    'Unreadable',
  ],
  [
    'trak of alpha',
    'avif',
    () => join(ftyp('avis'), movie(fill(track(9, 9, { reference: 'auxl' })))),
    'Unreadable',
  ],
  [
    'tref without end',
    'avif',
    () => join(ftyp('avis'), movie(box('trak', box('tref', fill(box('cdsc')))), track(300, 200))),
    '300x200',
  ],
  [
    'sample entry of boxes without end',
    'avif',
    () => join(ftyp('avis'), moov(300, 200, { properties: [fill(irot(1))] })),
    '200x300',
  ],
  ['top-level boxes', 'heic', () => join(ftyp('heic'), fill(box('free'))), 'Unreadable'],
  [
    'JPEG XL boxes',
    'jxl',
    () => join(text('\0\0\0\x0cJXL \r\n\x87\n'), fill(box('jxlp', u32be(0)))),
    'Unreadable',
  ],
  ['WebP chunks', 'webp', () => webpOf(fill(join(text('XXXX'), u32le(0)))), '300x200'],
  ['PNG chunks', 'png', () => png(300, 200, fill(chunk('tEXt', Buffer.alloc(0)))), '300x200'],
  ['eXIf of full directories', 'png', () => png(300, 200, repeat(5, chunk('eXIf', ifd(65_535)))), '300x200'],
  ['a full directory in WebP', 'webp', () => webpOf(riffChunk('EXIF', ifd(65_535))), '300x200'],
  [
    'APP1 of full directories',
    'jpg',
    () => jpeg(300, 200, { segments: Array(60).fill([0xe1, join(text('Exif\0\0'), ifd(5400))]) }),
    '300x200',
  ],
  ['JPEG segments', 'jpg', () => join(u8(0xff, 0xd8), fill(u8(0xff, 0xe0, 0, 2))), 'Unreadable'],
  ['JPEG segments of no length', 'jpg', () => join(u8(0xff, 0xd8), fill(u8(0xff, 0xe0, 0, 0))), 'Unreadable'],
  ['TIFF entries', 'tif', () => join(ifd(65_535), Buffer.alloc(9)), 'Unreadable'],
  ['GIF extensions', 'gif', () => join(gif(300, 200).subarray(0, 19), fill(u8(0x21, 0xfe, 0))), 'Unreadable'],
  [
    'GIF extensions behind a frame',
    'gif',
    () => join(gif(300, 200).subarray(0, -1), fill(u8(0x21, 0xfe, 0))),
    '300x200',
  ],
];

function riffChunk(type: string, data: Buffer): Buffer {
  return join(text(type), u32le(data.length), data);
}

/** An extended WebP that says it has EXIF. */
function webpOf(chunks: Buffer): Buffer {
  const head = join(u8(0x08, 0, 0, 0), u16le(299), u8(0), u16le(199), u8(0));
  const body = join(text('WEBP'), riffChunk('VP8X', head), chunks);
  return join(text('RIFF'), u32le(body.length), body);
}

describe('a count that the file chooses', () => {
  it.each(LOOPS)('bounds no work of ours: %s', async (_, extension, make, expected) => {
    const { verdict, steps, gets, bytesRead } = await inspectBytes(make(), extension);
    const answer =
      'image' in verdict ? `${verdict.image.width}x${verdict.image.height}` : verdict.rejection.code;
    expect(answer).toBe(expected);
    // The step beyond the budget is the one that is refused.
    expect(steps).toBeLessThanOrEqual(DEFAULT_BUDGET.steps + 1);
    expect(gets).toBeLessThanOrEqual(DEFAULT_BUDGET.gets);
    expect(bytesRead).toBeLessThanOrEqual(DEFAULT_BUDGET.bytes);
  });

  it('takes no further step for an item whose properties are told 4,700 times', async () => {
    const once = await inspectBytes(withAssociations(association(1)), 'heic');
    const often = await inspectBytes(withAssociations(repeat(4700, association(1))), 'heic');
    expect(often.verdict).toEqual(once.verdict);
    expect(often.steps).toBe(once.steps);
    expect(often.gets).toBe(1);
  });
});
