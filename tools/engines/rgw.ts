import { execFile, execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '../temporary-folder.ts';
import { MissingProgram } from './missing-program.ts';

const run = promisify(execFile);
const script = (name: string) => fileURLToPath(new URL(`./rgw/${name}`, import.meta.url));

/** The script's exit code when a program is missing. */
const MISSING = 2;
const ATTEMPTS = 5;

/**
 * Starts a throw-away Ceph RGW on loopback; its objects are in memory.
 * @returns the settings that the start script prints: `S3_ENDPOINT`, `S3_ACCESS_KEY`, …
 * @throws MissingProgram when Ceph is not installed.
 */
export async function startRgw(): Promise<{ settings: Record<string, string>; stop(): Promise<void> }> {
  const folder = temporaryFolder({
    prefix: 'image-intake-rgw',
    remove: (left) => {
      execFileSync(script('stop.sh'), [left], { stdio: 'ignore' });
      rmSync(left, { recursive: true, force: true });
    },
  });
  const stop = async () => {
    await run(script('stop.sh'), [folder]);
    await rm(folder, { recursive: true, force: true });
  };
  for (let attempt = 1; ; attempt++) {
    // The script takes a few ports from here on; a port in use is found out by it.
    const port = 20_000 + Math.floor(Math.random() * 200) * 50;
    try {
      const { stdout } = await run(script('start.sh'), [folder, String(port)]);
      const settings = stdout
        .trim()
        .split('\n')
        .map((line) => line.split('=') as [string, string]);
      return { settings: Object.fromEntries(settings), stop };
    } catch (error) {
      const { code, stderr = '' } = error as { code?: number; stderr?: string };
      if (attempt < ATTEMPTS && stderr.includes('already in use')) continue;
      await stop();
      if (code === MISSING) throw new MissingProgram('Ceph RGW', stderr.trim());
      throw error;
    }
  }
}
