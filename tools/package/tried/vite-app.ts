import { join } from 'node:path';
import { build } from 'vite';

/** Builds an app of Vite's that has installed the package. @returns the folder of the built page */
export async function buildViteApp(app: string): Promise<string> {
  const outDir = join(app, 'dist');
  await build({
    root: app,
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir,
      // `use client` is for frameworks that draw on servers. Vite's own plugin for React is as silent of it.
      rolldownOptions: {
        onLog: (level, log, tell) => log.code === 'MODULE_LEVEL_DIRECTIVE' || tell(level, log),
      },
    },
  });
  return outDir;
}
