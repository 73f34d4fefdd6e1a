import { askedForHelp, runCommand } from '../../tools/flags.ts';
import { checkPackage } from '../../tools/package/check-package.ts';

const USAGE = `Usage: npm run check:package

Builds and packs the client, and tries the tarball as its users do: in strict programs, an app of Vite's, a bundle for
workers, and on Node.js 20 and 24. Fails with what is wrong; tells how large it is.`;

/** `npm run check:package` */
await runCommand(async () => {
  if (!askedForHelp(USAGE)) await checkPackage((line) => console.log(line));
});
