import type { ByteSource } from '../source.ts';
import type { Box } from './boxes.ts';

/** What an item or a track says of its size. Pixels. */
export interface HeifSize {
  storedWidth: number;
  storedHeight: number;
  width: number;
  height: number;
  /** The type of the item or sample entry (`hvc1`, `av01`, …), where it is known. */
  codec?: string | undefined;
}

/** A size after the `clap` and `irot` among the boxes, in their order; other boxes change no size. */
export async function transformed(
  source: ByteSource,
  [storedWidth, storedHeight]: [width: number, height: number],
  properties: Iterable<Box>,
): Promise<HeifSize> {
  let [width, height] = [storedWidth, storedHeight];
  for (const { type, start } of properties) {
    if (type === 'clap') {
      const aperture = await source.read(start, 16);
      width = apertureSide(aperture, 0, width);
      height = apertureSide(aperture, 8, height);
    } else if (type === 'irot' && ((await source.read(start, 1)).readUInt8(0) & 1) === 1) {
      [width, height] = [height, width];
    }
  }
  return { storedWidth, storedHeight, width, height };
}

/** One side of the clean aperture, a fraction; one that is larger than the image, or nothing, is ignored. */
function apertureSide(clap: Buffer, at: number, side: number): number {
  const pixels = Math.round(clap.readUInt32BE(at) / clap.readUInt32BE(at + 4));
  return pixels >= 1 && pixels <= side ? pixels : side;
}
