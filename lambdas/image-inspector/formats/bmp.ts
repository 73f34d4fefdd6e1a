import type { ImageHeader } from './header.ts';
import type { ByteSource } from './source.ts';

const CORE_HEADER_BYTES = 12;
/** An OS/2 bitmap array starts with 14 bytes of its own. */
const ARRAY_HEADER_BYTES = 14;

/**
 * BMP: OS/2's core header with 16-bit sides, all later headers with 32-bit ones; a negative height means that the
 * rows go from top to bottom. https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types
 */
export async function readBmp(source: ByteSource): Promise<ImageHeader> {
  const array = (await source.read(0, 2)).toString('latin1') === 'BA';
  const start = (array ? ARRAY_HEADER_BYTES : 0) + 14;
  const core = (await source.read(start, 4)).readUInt32LE(0) === CORE_HEADER_BYTES;
  const header = await source.read(start, 12);
  return {
    contentType: 'image/bmp',
    storedWidth: core ? header.readUInt16LE(4) : header.readInt32LE(4),
    storedHeight: core ? header.readUInt16LE(6) : Math.abs(header.readInt32LE(8)),
  };
}
