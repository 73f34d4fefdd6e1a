import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../contract/openapi/document.ts';
import { askedForHelp } from '../tools/flags.ts';

const USAGE = `Usage: npm run openapi

Writes docs/openapi.json from the contract; a test fails while the two differ.`;

const target = new URL('../docs/openapi.json', import.meta.url);
if (!askedForHelp(USAGE)) {
  writeFileSync(target, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
  console.log('Wrote docs/openapi.json');
}
