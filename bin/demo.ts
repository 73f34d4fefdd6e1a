import { askedForHelp } from '../tools/flags.ts';
import { demo } from '../tools/local/demo.ts';

const USAGE = `Usage: npm run demo

Uploads the sample images to a local run of its own, and prints what was recorded. Exits with 1 when one of them does not
become ready.`;

/** `npm run demo` */
async function main(): Promise<void> {
  if (askedForHelp(USAGE)) return;
  await demo();
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(`\nimage-intake: ${error.message}`);
    process.exit(1);
  },
);
