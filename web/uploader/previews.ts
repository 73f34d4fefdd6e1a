import { createGate } from '../../client/many/gate.ts';

/** CSS pixels at which the Dashboard shows a file, twice over for dense screens. */
const WIDTH = 400;
/** A photo that is decoded takes some 50 MB. */
const turns = createGate(() => 2);

/**
 * A small upright picture of a file, as an object URL to be revoked; undefined where the browser cannot read the
 * file. Uppy's own generator leaves black bars on photos with an EXIF rotation.
 */
export const previewOf = (file: Blob): Promise<string | undefined> => turns.pass(() => draw(file));

async function draw(file: Blob): Promise<string | undefined> {
  try {
    const bitmap = await createImageBitmap(file, { resizeWidth: WIDTH, resizeQuality: 'medium' });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    bitmap.close();
    return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/webp' }));
  } catch {
    return undefined;
  }
}
