import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inspectBytes } from '../support/memory.ts';
import { sharedCases } from '../support/shared.ts';

const raw = { rejection: { code: 'UnsupportedType' } };

/** What the inspector said wrongly of such files once. */
const CASES: [file: string, verdict: object][] = [
  ['avis-irot1.avif', { image: { contentType: 'image/avif', width: 200, height: 320, animated: true } }],
  ['avis-clap-irot3.avif', { image: { contentType: 'image/avif', width: 100, height: 200, animated: true } }],
  ['raw-cfa-in-first-ifd.dng', raw],
  ['raw-cfa-in-first-ifd-be.pef', raw],
  ['raw-phaseone-like.iiq', raw],
  ['jpeg-marker-length-0.jpg', { image: { width: 48, height: 36 } }],
  ['tiff-slong-size.tif', { image: { width: 64, height: 48 } }],
  ['tiff-sshort-size.tif', { image: { width: 64, height: 48 } }],
  ['gif-frame-beyond-screen.gif', { image: { width: 4, height: 4, animated: false } }],
  ['apng-impossible-frames.png', { image: { width: 20, height: 10, animated: false } }],
  ['heif-many-ipma-4700.heic.gz', { image: { width: 5, height: 5 } }],
  ['webp-orientation-6.webp', { image: { width: 40, height: 60, orientation: 6 } }],
];

describe.runIf(existsSync(sharedCases))('the cases at hand', () => {
  it.each(CASES)('%s is told right', async (file, expected) => {
    const bytes = readFileSync(new URL(file, sharedCases));
    const [whole, name] = file.endsWith('.gz') ? [gunzipSync(bytes), file.slice(0, -3)] : [bytes, file];
    const { verdict, steps } = await inspectBytes(whole, extname(name).slice(1));
    expect(verdict).toMatchObject(expected);
    expect(steps).toBeLessThan(8192);
  });
});
