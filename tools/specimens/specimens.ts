import { join, u8, u16be } from './craft-bytes.ts';
import { jpeg } from './craft-jpeg.ts';
import type { Specimen } from './specimen.ts';
import { gifs } from './types/gifs.ts';
import { heifs } from './types/heifs.ts';
import { jpegs } from './types/jpegs.ts';
import { minis } from './types/minis.ts';
import { bmps, others } from './types/others.ts';
import { pngs } from './types/pngs.ts';
import { sequences } from './types/sequences.ts';
import { tiffs } from './types/tiffs.ts';
import { webps } from './types/webps.ts';

export const specimens: Specimen[] = [
  ...jpegs,
  ...pngs,
  ...gifs,
  ...webps,
  ...heifs,
  ...sequences,
  ...minis,
  ...tiffs,
  ...bmps,
  ...others,
];

/** A JPEG whose APP segment ends exactly at byte `at`, with its frame right behind. */
export function jpegWithSegmentEndingAt(at: number): Buffer {
  const head = jpeg(1, 1).subarray(0, 20);
  const room = at - head.length - 4;
  const [first, second] = room > 65_000 ? [room - 60_000 - 4, 60_000] : [room, undefined];
  const app = (length: number) => join(u8(0xff, 0xe2), u16be(length + 2), Buffer.alloc(length, 0xff));
  return join(
    head,
    app(first),
    second === undefined ? Buffer.alloc(0) : app(second),
    jpeg(300, 200).subarray(20),
  );
}
