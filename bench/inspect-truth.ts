import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import type { Size } from './inspect-peers.ts';

interface ManifestEntry extends Size {
  file: string;
  format: string;
}

export interface Truth extends Size {
  format: string;
}

/**
 * What the images of a folder truly are: by the `manifest.json` in it or beside it; without one by sharp, which
 * knows fewer formats. Undefined where neither tells.
 */
export function truthOf(dir: string): (path: string, bytes: Buffer) => Promise<Truth | undefined> {
  const path = [join(dir, 'manifest.json'), join(dir, '..', 'manifest.json')].find((file) =>
    existsSync(file),
  );
  if (!path) return (_, bytes) => bySharp(bytes);
  const entries: ManifestEntry[] = JSON.parse(readFileSync(path, 'utf8'));
  const known = new Map(entries.map((entry) => [basename(entry.file), entry]));
  return async (file) => {
    const entry = known.get(basename(file));
    return entry && entry.width > 0 ? entry : undefined;
  };
}

async function bySharp(bytes: Buffer): Promise<Truth | undefined> {
  try {
    const { format, autoOrient, pages = 1, pageHeight, height } = await sharp(bytes).metadata();
    const frames = pages > 1 && pageHeight ? height / pageHeight : 1;
    return { format, width: autoOrient.width, height: autoOrient.height / frames };
  } catch {
    return undefined;
  }
}
