import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { askedForHelp, runCommand } from '../tools/flags.ts';

const USAGE = `Usage: npm run samples

Draws the sample images: one landscape, in every format that can be written here, once upright and once as a phone
stores it. They are committed, so that nothing has to be drawn to try them.`;

const here = new URL('.', import.meta.url);

/** A sunset over hills, `hour` from 0 to 1 moving the sun. */
function landscape(width: number, height: number, hour = 0.35): string {
  const hills = ['#5b4a78', '#46386b', '#2e2750', '#1b1a38'].map((colour, i) => {
    const base = 0.55 + i * 0.12;
    const points = Array.from({ length: 41 }, (_, step) => {
      const x = step / 40;
      const y = base + 0.05 * Math.sin(x * (7 + 3 * i) + i * 2) + 0.02 * Math.sin(x * 23 + i);
      return `${(x * width).toFixed(1)},${(y * height).toFixed(1)}`;
    });
    return `<polygon fill="${colour}" points="0,${height} ${points.join(' ')} ${width},${height}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#27306b"/><stop offset=".45" stop-color="#d9647a"/>
      <stop offset=".7" stop-color="#ffc46b"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${width * (0.2 + 0.6 * hour)}" cy="${height * (0.2 + 0.6 * hour)}" r="${height * 0.09}" fill="#fff3d0"/>
    ${hills.join('\n    ')}
  </svg>`;
}

const draw = (width: number, height: number, hour?: number) =>
  sharp(Buffer.from(landscape(width, height, hour)));

async function animation(width: number, height: number, frames: number) {
  const hours = Array.from({ length: frames }, (_, i) => i / frames);
  const pages = await Promise.all(hours.map((hour) => draw(width, height, hour).png().toBuffer()));
  return sharp(pages, { join: { animated: true } });
}

/** 24-bit BMP, rows from the bottom: https://learn.microsoft.com/windows/win32/gdi/bitmap-storage */
async function bmp(width: number, height: number): Promise<Buffer> {
  const pixels = await draw(width, height).removeAlpha().raw().toBuffer();
  const stride = (width * 3 + 3) & ~3;
  const file = Buffer.alloc(54 + stride * height);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      const to = 54 + (height - 1 - y) * stride + x * 3;
      for (let channel = 0; channel < 3; channel++) file[to + channel] = pixels[from + 2 - channel]!;
    }
  }
  return file;
}

const files = (): Record<string, Promise<Buffer>> => ({
  'hills.jpg': draw(1600, 900).jpeg({ quality: 72, mozjpeg: true }).toBuffer(),
  // Held upright, stored lying: 1200 × 800 pixels that are to be shown as 800 × 1200.
  'phone.jpg': draw(800, 1200)
    .rotate(270)
    .jpeg({ quality: 70, progressive: true })
    .withExif({ IFD0: { Make: 'image-intake', Model: 'sample' } })
    .withMetadata({ orientation: 6 })
    .toBuffer(),
  'icon.png': draw(256, 256).png({ palette: true, colours: 64 }).toBuffer(),
  'day.gif': animation(240, 135, 8).then((frames) => frames.gif({ colours: 32, delay: 120 }).toBuffer()),
  'day.webp': animation(320, 180, 8).then((frames) => frames.webp({ quality: 60, delay: 120 }).toBuffer()),
  'hills.webp': draw(1280, 720).webp({ quality: 70 }).toBuffer(),
  'hills.avif': draw(1280, 720).avif({ quality: 50, effort: 4 }).toBuffer(),
  'scan.tif': draw(600, 400).tiff({ compression: 'deflate', bigtiff: false }).toBuffer(),
  'small.bmp': bmp(120, 68),
});

await runCommand(async () => {
  if (!askedForHelp(USAGE)) await write();
});

async function write(): Promise<void> {
  for (const [name, bytes] of Object.entries(files())) {
    const file = new URL(name, here);
    writeFileSync(file, await bytes);
    console.log(`${name.padEnd(12)} ${(await bytes).length} bytes`);
  }
}
