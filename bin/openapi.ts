import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '../contract/openapi/document.ts';
import { installedChecks } from '../tools/checks/installed.ts';
import { askedForHelp, runCommand } from '../tools/flags.ts';

const USAGE = `Usage: npm run openapi

Writes docs/openapi.json from the contract; a test fails while the two differ.`;

const target = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));
await runCommand(() => {
  if (askedForHelp(USAGE)) return;
  writeFileSync(target, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
  const biome = join(installedChecks(), '.bin/biome');
  execFileSync(biome, ['format', '--write', target], { stdio: ['ignore', 'ignore', 'inherit'] });
  console.log('Wrote docs/openapi.json');
});
