import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '../contract/openapi/document.ts';
import { askedForHelp, runCommand } from '../tools/flags.ts';

const USAGE = `Usage: npm run openapi

Writes docs/openapi.json from the contract; a test fails while the two differ.`;

const target = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));
await runCommand(() => {
  if (askedForHelp(USAGE)) return;
  writeFileSync(target, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
  execFileSync('npx', ['biome', 'format', '--write', target], { stdio: ['ignore', 'ignore', 'inherit'] });
  console.log('Wrote docs/openapi.json');
});
