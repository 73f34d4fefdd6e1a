import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutate, outcomeTable } from '../../../tools/mutate/mutate.ts';
import { type Mutation, mutated } from '../../../tools/mutate/mutation.ts';
import { MUTATIONS } from '../../../tools/mutate/mutations.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const FILE = 'lambdas/adder.ts';
const SOURCE = 'export const add = (a: number, b: number) => a + b;\n';
const TESTS = ['test/a.test.ts', 'test/b.test.ts'];

/** A small tree, in which what is broken is there to be seen. */
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'mutated-'));
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  mkdirSync(join(root, 'lambdas'));
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, FILE), SOURCE);
});
afterAll(() => rmSync(root, { recursive: true }));

const fault = (rest: Partial<Mutation> = {}): Mutation => ({
  name: 'it subtracts',
  file: FILE,
  find: 'a + b',
  replace: 'a - b',
  tests: TESTS,
  ...rest,
});

/** So many tests of each file are red where the copy is broken. */
const given = (red: Record<string, number>) => {
  const copies: string[] = [];
  const run = async (copy: string) => {
    copies.push(copy);
    const broken = readFileSync(join(copy, FILE), 'utf8') !== SOURCE;
    return new Map(TESTS.map((file) => [file, broken ? (red[file] ?? 0) : 0]));
  };
  return { copies, options: { root, run, report: () => {} } };
};

describe('a mutation', () => {
  it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))('applies: %s', (_, mutation) => {
    const source = readFileSync(join(project, mutation.file), 'utf8');
    expect(mutated(source, mutation)).not.toBe(source);
  });

  it('has a name of its own', () => {
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
  });

  it('breaks a copy, which is removed, and never the tree', async () => {
    const { copies, options } = given({});
    await mutate([fault(), fault({ name: 'it multiplies', replace: 'a * b' })], options);
    expect(copies).toHaveLength(3);
    expect(copies).not.toContain(root);
    expect(() => readFileSync(join(copies[0]!, FILE))).toThrow('ENOENT');
    expect(readFileSync(join(root, FILE), 'utf8')).toBe(SOURCE);
  });

  it('is caught by the files that are red', async () => {
    const { options } = given({ 'test/a.test.ts': 2, 'test/b.test.ts': 1 });
    const [outcome] = await mutate([fault()], options);
    expect(outcome).toEqual({ name: 'it subtracts', caughtBy: TESTS, missedBy: [], red: 3 });
  });

  it('survives when one of its files stays green', async () => {
    const { options } = given({ 'test/a.test.ts': 2 });
    const outcomes = await mutate([fault()], options);
    expect(outcomes[0]).toMatchObject({ missedBy: ['test/b.test.ts'] });
    expect(outcomeTable(outcomes).split('\n')).toEqual([
      'mutation     | caught by                             | tests red',
      'it subtracts | test/a.test.ts, not by test/b.test.ts | 2',
    ]);
  });

  it('that does not apply any more is an error that names it', async () => {
    const { options } = given({});
    await expect(mutate([fault({ find: 'gone' })], options)).rejects.toThrow(
      `"it subtracts" does not apply any more: ${FILE} has no gone`,
    );
  });

  it('proves nothing where tests are red without it', async () => {
    const run = async () => new Map([['test/a.test.ts', 1]]);
    await expect(mutate([fault()], { root, run, report: () => {} })).rejects.toThrow(
      'Red without any mutation: test/a.test.ts',
    );
  });
});
