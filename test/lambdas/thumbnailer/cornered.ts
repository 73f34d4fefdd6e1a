import sharp from 'sharp';

/** Red in its upper left corner and white elsewhere, 60 × 30, once the orientation is applied. */
export async function cornered(orientation: number): Promise<Buffer> {
  const upright = sharp({ create: { width: 60, height: 30, channels: 3, background: 'white' } }).composite([
    { input: { create: { width: 10, height: 10, channels: 3, background: 'red' } }, left: 0, top: 0 },
  ]);
  let stored = sharp(await upright.png().toBuffer());
  // The inverse of what the orientation asks for.
  const [turn, mirrored] = [
    [0, false],
    [0, true],
    [180, false],
    [180, true],
    [270, true],
    [270, false],
    [90, true],
    [90, false],
  ][orientation - 1] as [number, boolean];
  if (mirrored) stored = sharp(await stored.flop().png().toBuffer());
  return sharp(await stored.rotate(turn).png().toBuffer())
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .withMetadata({ orientation })
    .toBuffer();
}
