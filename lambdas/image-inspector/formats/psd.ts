import type { ImageHeader } from './header.ts';
import type { ByteSource } from './source.ts';

/**
 * Photoshop, PSD and PSB: height and width at fixed places of the file header.
 * https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/#50577409_19840
 */
export async function readPsd(source: ByteSource): Promise<ImageHeader> {
  const header = await source.read(0, 26);
  return {
    contentType: 'image/vnd.adobe.photoshop',
    storedWidth: header.readUInt32BE(18),
    storedHeight: header.readUInt32BE(14),
  };
}
