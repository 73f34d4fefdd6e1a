import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../lambdas/metadata-api/openapi.ts';

/** Writes docs/openapi.json from the contract; a test fails while the two differ. */
const target = new URL('../docs/openapi.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
console.log('Wrote docs/openapi.json');
