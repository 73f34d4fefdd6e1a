import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

sharp.cache(false);

/** Draws an image of this machine by sharp alone, and gives back the bytes of the WebP. @param width - pixels */
export async function handler({ file, width }: { file: string; width: number }): Promise<number> {
  const webp = await sharp(await readFile(file))
    .resize(width)
    .webp({ quality: 78 })
    .toBuffer();
  return webp.length;
}
