import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { RENDERER_MEMORY_MB } from '../../../lib/constructs/functions/renderer-function.ts';

/** For the runtime, and for what other requests have left. */
const SPARE = 0.7;

it('a progressive JPEG of a hundred megapixels without subsampling is drawn in the memory of the function', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'large-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'large.jpg');
  await sharp({
    create: { width: 10_000, height: 10_000, channels: 3, background: '#469' },
    limitInputPixels: false,
  })
    .jpeg({ progressive: true, chromaSubsampling: '4:4:4' })
    .toFile(file);
  const program = fileURLToPath(new URL('draw-large.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, file]);
  const { bytes, peakBytes } = JSON.parse(stdout) as { bytes: number; peakBytes: number };
  expect(bytes).toBeGreaterThan(0);
  expect(peakBytes).toBeGreaterThan(100e6);
  expect(peakBytes).toBeLessThan(RENDERER_MEMORY_MB * 2 ** 20 * SPARE);
});
