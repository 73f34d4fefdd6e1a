import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FINDINGS, type Remedy } from '../../contract/findings.ts';

/** How the third column of the table begins. */
const WITH_REPAIR: Record<Remedy, string> = {
  recheck: 'The inspector',
  delete: 'Deleted for good',
  person: 'Nothing: a person',
};

const runbook = readFileSync('docs/runbook.md', 'utf8');
const section = runbook.slice(runbook.indexOf('\n## Bucket and table\n')).split(/\n## (?!Bucket)/)[0]!;

it('the runbook explains every finding, by what mends it, and no other', () => {
  const rows = [...section.matchAll(/^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$/gm)];
  const told = rows.map(([, code, , repair]) => [
    code!,
    Object.values(WITH_REPAIR).find((text) => repair!.startsWith(text)),
  ]);
  expect(told).toEqual(Object.entries(FINDINGS).map(([code, remedy]) => [code, WITH_REPAIR[remedy]]));
});

it('the runbook says what a person does for each finding that nothing else mends', () => {
  for (const [code, remedy] of Object.entries(FINDINGS))
    if (remedy === 'person') expect(section).toMatch(new RegExp(`^\`${code}\`: \\w`, 'm'));
});
