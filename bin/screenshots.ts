import { takeScreenshots } from '../tools/docs/screenshots.ts';
import { askedForHelp } from '../tools/flags.ts';

const USAGE = `Usage: npm run screenshots

Takes the pictures of the uploader page in docs/images, with the Chromium of this machine.`;

/** `npm run screenshots` */
async function main(): Promise<void> {
  if (askedForHelp(USAGE)) return;
  await takeScreenshots();
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
