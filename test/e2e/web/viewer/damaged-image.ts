import sharp from 'sharp';

/**
 * A PNG whose header is good and whose pixels are not: the inspector accepts it, and nobody can read it. Browsers say that
 * one `without` pixels does not load; where its pixels are `wrong` they show nothing, and say that it has loaded.
 */
export async function damagedPng(pixels: 'without' | 'wrong'): Promise<Uint8Array<ArrayBuffer>> {
  const png = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#369' } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const data = png.indexOf('IDAT');
  if (pixels === 'without') png.write('IDAX', data);
  else png.fill(0xff, data + 4, data + 68);
  return new Uint8Array(png);
}
