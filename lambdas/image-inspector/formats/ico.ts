import type { ImageHeader } from './header.ts';
import { BrokenImage, type ByteSource } from './source.ts';

/**
 * Windows icons and cursors: the largest image of the directory. A side of 0 stands for 256.
 * https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)
 */
export async function readIcon(source: ByteSource): Promise<ImageHeader> {
  const count = (await source.read(4, 2)).readUInt16LE(0);
  const directory = await source.read(6, 16 * count);
  let [width, height] = [0, 0];
  for (let at = 0; at < directory.length; at += 16) {
    const sides = [directory.readUInt8(at) || 256, directory.readUInt8(at + 1) || 256] as const;
    const end = directory.readUInt32LE(at + 8) + directory.readUInt32LE(at + 12);
    if (end > source.size) throw new BrokenImage('This icon is cut off.');
    if (sides[0] * sides[1] > width * height) [width, height] = sides;
  }
  return { contentType: 'image/x-icon', storedWidth: width, storedHeight: height };
}
