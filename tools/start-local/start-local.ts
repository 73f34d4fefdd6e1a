import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkOptions } from './options.ts';
import type { StartLocalOptions, startLocal as Surface } from './surface.d.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export const startLocal: typeof Surface = async (options: StartLocalOptions = {}) => {
  checkOptions(options);
  if (!process.features.typescript)
    throw new Error(
      `startLocal needs Node.js 22.18 or newer, which runs TypeScript as it is, and not ${process.version}.`,
    );
  if (!existsSync(`${root}node_modules`))
    throw new Error(`startLocal needs the packages of image-intake: run npm ci in ${root}`);
  // Only now, since those packages are what it is made of.
  const { start } = await import('./start.ts');
  return start(options);
};
