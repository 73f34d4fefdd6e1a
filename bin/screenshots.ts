import { takeScreenshots } from '../tools/docs/screenshots.ts';
import { askedForHelp, runCommand } from '../tools/flags.ts';

const USAGE = `Usage: npm run screenshots

Takes the pictures of the uploader page in docs/images, with the Chromium of this machine.`;

/** `npm run screenshots` */
await runCommand(async () => {
  if (!askedForHelp(USAGE)) await takeScreenshots();
});
