import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { findChromium, NO_CHROMIUM } from '../browser/chromium.ts';
import { cellOf, chooseFiles, openPageSession } from '../browser/page-session.ts';
import { startStage } from '../local/stage-run.ts';

const MAX_BYTES = 150_000;
const folder = new URL('../../docs/images/', import.meta.url);

type Scene = [
  title: string,
  width: number,
  height: number,
  sky: [string, string, string],
  hills: string,
  tags: string[],
];

/** From the oldest to the newest. */
const scenes: Scene[] = [
  ['First light over the bay', 1500, 1000, ['#16324f', '#4f7cac', '#f7d6bf'], '#12263a', ['sea', 'morning']],
  ['Poppy field', 1000, 1400, ['#ffd9c7', '#ff9a76', '#e4572e'], '#5f2a1e', ['summer']],
  ['Winter pass', 1800, 1000, ['#dfe9f3', '#b8cfe5', '#ffffff'], '#5d7a99', ['snow', 'mountains']],
  ['Aurora', 1600, 1000, ['#0b132b', '#1c7c6f', '#5bc0be'], '#0b132b', ['night']],
  ['Desert road', 1700, 900, ['#f6e7cb', '#eecda3', '#d4845c'], '#8d4b32', ['travel']],
  ['Old forest', 1000, 1300, ['#e9f5db', '#a3b18a', '#588157'], '#28402c', ['summer', 'trees']],
  ['Storm coming in', 1600, 900, ['#2b2d42', '#5c677d', '#adb5bd'], '#1d1f2f', ['sea']],
  ['Lavender', 1500, 1000, ['#f8edff', '#d0b8f0', '#9a6fd6'], '#4b2e83', ['summer', 'travel']],
  ['Last ferry', 1800, 1000, ['#27306b', '#d9647a', '#ffc46b'], '#1b1a38', ['sea', 'evening']],
];

async function draw([, width, height, [top, middle, bottom], hills]: Scene): Promise<Blob> {
  const ridges = [0.62, 0.72, 0.84].map((base, ridge) => {
    const points = Array.from({ length: 61 }, (_, step) => {
      const x = step / 60;
      const y =
        base + 0.06 * Math.sin(x * (5 + 3 * ridge) + width + ridge) + 0.015 * Math.sin(x * 31 + ridge);
      return `${Math.round(x * width)},${Math.round(y * height)}`;
    });
    const shape = `0,${height} ${points.join(' ')} ${width},${height}`;
    return `<polygon fill="${hills}" fill-opacity="${0.45 + 0.27 * ridge}" points="${shape}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="${top}"/><stop offset=".5" stop-color="${middle}"/>
    <stop offset="1" stop-color="${bottom}"/></linearGradient><rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${width * 0.68}" cy="${height * 0.38}" r="${Math.min(width, height) * 0.08}" fill="#fff8e7"/>
    ${ridges.join('')}</svg>`;
  const jpeg = await sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer();
  return new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' });
}

async function save(page: Page, name: string): Promise<void> {
  // Until everything that fades or slides has come to rest.
  await page.waitForTimeout(1200);
  const webp = await sharp(await page.screenshot())
    .webp({ quality: 80 })
    .toBuffer();
  if (webp.length > MAX_BYTES)
    throw new Error(`${name} has ${webp.length} bytes; ${MAX_BYTES} are the limit.`);
  await sharp(webp).toFile(fileURLToPath(new URL(`${name}.webp`, folder)));
  console.log(`docs/images/${name}.webp  ${webp.length} bytes`);
}

const desk: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 1.5,
  isMobile: true,
  hasTouch: true,
};

/**
 * Takes the pictures of the uploader page for the README. The page is the built one, before a local run that is filled
 * with images drawn here.
 * @throws Error where there is no Chromium
 */
export async function takeScreenshots(): Promise<void> {
  const chromium = findChromium();
  if (!chromium) throw new Error(NO_CHROMIUM);
  // Ahead of the local run: its thumbnailer forbids SVG to the sharp of the whole process.
  const pictures = await Promise.all(
    scenes.map(async (scene) => ({
      scene,
      filename: `${scene[0].toLowerCase().replaceAll(' ', '-')}.jpg`,
      jpeg: await draw(scene),
    })),
  );
  const session = await openPageSession(chromium, await startStage({ stage: 'dev', port: 0 }));
  try {
    for (const { scene, filename, jpeg } of pictures) {
      const [title, , , , , tags] = scene;
      await session.client.upload(jpeg, { filename, title, tags });
    }
    const text = new Blob(['A shopping list, not a picture.']);
    await session.client.upload(text, { filename: 'notes.png' }).catch(() => undefined);

    const gallery = await session.newUserTab({
      viewport: { width: 1280, height: 640 },
      colorScheme: 'light',
    });
    await gallery.locator('.cell.shown').nth(8).waitFor();
    await save(gallery, 'gallery');

    const viewer = await session.newUserTab({ ...desk, colorScheme: 'dark' });
    await cellOf(viewer, 'Aurora').getByRole('button').click();
    await viewer.locator('.pswp__img:not(.pswp__img--placeholder)').first().waitFor();
    await save(viewer, 'viewer');

    await chooseFiles(
      gallery,
      await Promise.all(
        pictures.slice(2, 8).map(async ({ filename, jpeg }) => ({
          name: filename,
          mimeType: 'image/jpeg',
          buffer: Buffer.from(await jpeg.arrayBuffer()),
        })),
      ),
    );
    await gallery.locator('.uppy-Dashboard-Item').nth(5).waitFor();
    await save(gallery, 'uploader');

    const pocket = await session.newUserTab({ ...phone, colorScheme: 'dark' });
    await pocket.locator('.cell.shown').nth(3).waitFor();
    await save(pocket, 'phone');
  } finally {
    await session.stop();
  }
}
