import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { imageTypes } from '../../../contract/image-types.ts';
import { inspectBytes } from './support/memory.ts';
import { sharedImages } from './support/shared.ts';

interface Truth {
  file: string;
  format: string;
  width: number;
  height: number;
  storedWidth: number;
  storedHeight: number;
  orientation?: number;
}

const manifest = new URL('manifest.json', sharedImages);
const allowed = imageTypes.slice(0, 8);

/** What we say otherwise than the manifest, and why. */
const OTHERWISE: Record<string, object> = {
  // Told there by its screen of 10 × 10; browsers, sharp and Pillow show the whole of its first frame.
  'valid/2efb39e6077d.gif': { image: { contentType: 'image/gif', width: 16, height: 16 } },
  // Told there as HEIC; it is uncompressed, and nothing that shows HEIC shows it.
  'valid/6d1eb23f99c6.heif': { rejection: { code: 'UnsupportedType' } },
};

/** Images whose truth is known, where they are at hand. The project's own suite does not depend on them. */
describe.runIf(existsSync(manifest))('images of public test corpora', () => {
  const truths: Truth[] = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : [];
  const valid = truths.filter(
    ({ file, format }) => file.startsWith('valid/') && allowed.some((type) => type === `image/${format}`),
  );
  const inspected = Promise.all(
    valid.map(async (truth) => {
      const bytes = readFileSync(new URL(truth.file, sharedImages));
      return { truth, ...(await inspectBytes(bytes, truth.file.split('.').pop())) };
    }),
  );

  it('are all told right', async () => {
    for (const { truth, verdict } of await inspected) {
      if (OTHERWISE[truth.file]) {
        expect(verdict, truth.file).toMatchObject(OTHERWISE[truth.file]!);
        continue;
      }
      const { file, format, width, height, storedWidth, storedHeight, orientation = 1 } = truth;
      const differs = width !== storedWidth || height !== storedHeight;
      expect(verdict, file).toMatchObject({
        image: {
          contentType: `image/${format}`,
          width,
          height,
          ...(differs && { storedWidth, storedHeight }),
          ...(orientation !== 1 && { orientation }),
        },
      });
    }
  });

  it('take at most 1.05 requests and 9 KB an image', async () => {
    const all = await inspected;
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(all.map(({ gets }) => gets))).toBeLessThanOrEqual(1.05);
    expect(mean(all.map(({ bytesRead }) => bytesRead))).toBeLessThanOrEqual(9000);
  });
});
