import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** The shell first: Chromium without windows, which costs a third less, and is what Playwright itself runs headless. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
];

export const NO_CHROMIUM =
  'No Chromium found, so there is nothing to open the page in: install one with ' +
  '`apt-get install --no-install-recommends chromium-headless-shell`, or name one in CHROMIUM_PATH.';

/** The program of a Chromium on this machine: of `CHROMIUM_PATH`, else on the `PATH`. */
export function findChromium(env = process.env): string | undefined {
  const named = env.CHROMIUM_PATH;
  const folders = (env.PATH ?? '').split(delimiter);
  const candidates = named ? [named] : folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // For the camera: a drawn picture, allowed without asking.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

export function launchChromium(executablePath: string) {
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** A browser with one session for all of its tabs, those too that another program opens by its debugging port. */
export function launchShared(executablePath: string, debuggingPort: number) {
  const args = [...FLAGS, `--remote-debugging-port=${debuggingPort}`];
  return chromium.launchPersistentContext('', { executablePath, headless: true, args });
}
