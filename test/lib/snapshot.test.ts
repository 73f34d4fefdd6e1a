import { expect, it } from 'vitest';
import { stages } from '../../lib/stages/stages.ts';
import { synthesize } from '../support/synthesized.ts';

it.each(Object.keys(stages))('the templates of %s change only on purpose', async (stage) => {
  const templates = Object.fromEntries(
    synthesize(stage).stacks.map((stack) => [stack.hierarchicalId, stack.template]),
  );
  await expect(`${JSON.stringify(masked(templates), null, 1)}\n`).toMatchFileSnapshot(
    `__snapshots__/${stage}.json`,
  );
});

/** Without what changes with the functions' code: asset hashes, and the names of versions made from them. */
function masked(templates: object): unknown {
  const text = JSON.stringify(templates)
    .replace(/\b[0-9a-f]{64}\b/g, '<hash>')
    .replace(/(FunctionCurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1<hash>');
  return JSON.parse(text);
}
