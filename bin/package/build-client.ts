import { askedForHelp, runCommand } from '../../tools/flags.ts';
import { buildClient } from '../../tools/package/build-client.ts';

const USAGE = `Usage: npm run build:client

Builds the client's package into client/dist: JavaScript and declarations that need nothing of this repository.`;

/** `npm run build:client` */
await runCommand(async () => {
  if (!askedForHelp(USAGE)) await buildClient();
});
