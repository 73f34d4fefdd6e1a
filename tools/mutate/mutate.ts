import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyTree } from './copy.ts';
import { type Mutation, mutated } from './mutation.ts';
import { type Reds, runTests } from './run-tests.ts';

/** What became of a mutation. */
export interface Outcome {
  name: string;
  /** Test files that went red. */
  caughtBy: string[];
  /** Test files that had to go red, and did not. */
  missedBy: string[];
  /** Tests. */
  red: number;
}

export interface MutateOptions {
  /** Of the tree; it is copied, and not touched. */
  root: string;
  report(line: string): void;
  run?: (root: string, files: readonly string[]) => Promise<Reds>;
}

/**
 * Applies one mutation after the other to a copy of the tree, and runs the tests that must notice.
 * @throws Error when a mutation does not apply any more, or the tests are red without any
 */
export async function mutate(
  mutations: readonly Mutation[],
  { root, report, run = runTests }: MutateOptions,
): Promise<Outcome[]> {
  for (const mutation of mutations) mutated(readFileSync(join(root, mutation.file), 'utf8'), mutation);
  const copy = copyTree(root);
  try {
    report('Without any mutation.');
    const all = [...new Set(mutations.flatMap(({ tests }) => tests))];
    const sick = [...(await run(copy.root, all))].filter(([, red]) => red > 0).map(([file]) => file);
    if (sick.length > 0) throw new Error(`Red without any mutation: ${sick.join(', ')}`);
    const outcomes: Outcome[] = [];
    for (const mutation of mutations) {
      report(`${mutation.name}.`.replace(/^./, (first) => first.toUpperCase()));
      const file = join(copy.root, mutation.file);
      const source = readFileSync(file, 'utf8');
      writeFileSync(file, mutated(source, mutation));
      const outcome = outcomeOf(mutation, await run(copy.root, mutation.tests));
      writeFileSync(file, source);
      if (outcome.missedBy.length > 0) report(`  SURVIVES: ${outcome.missedBy.join(', ')}`);
      outcomes.push(outcome);
    }
    return outcomes;
  } finally {
    copy.remove();
  }
}

function outcomeOf({ name, tests }: Mutation, reds: Reds): Outcome {
  const redIn = (file: string) => reds.get(file) ?? 0;
  return {
    name,
    caughtBy: tests.filter((file) => redIn(file) > 0),
    missedBy: tests.filter((file) => redIn(file) === 0),
    red: tests.reduce((sum, file) => sum + redIn(file), 0),
  };
}

/** `mutation | caught by | tests red`, a line each. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ name, caughtBy, missedBy, red }) => [
    name,
    [...caughtBy, ...missedBy.map((file) => `not by ${file}`)]
      .map((file) => file.replace('test/lambdas/', ''))
      .join(', '),
    String(red),
  ]);
  const all = [['mutation', 'caught by', 'tests red'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map(([name, by, red]) => `${name!.padEnd(widths[0]!)} | ${by!.padEnd(widths[1]!)} | ${red}`)
    .join('\n');
}
