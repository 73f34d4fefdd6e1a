import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

const PATIENCE_MS = 120_000;

/** How many tests are red, by test file. */
export type Reds = ReadonlyMap<string, number>;

/** The part of vitest's JSON report that counts here. */
interface Report {
  testResults: { name: string; status: string; message: string; assertionResults: { status: string }[] }[];
}

/**
 * Runs test files in a tree.
 * @throws Error when one of them does not even load, or vitest ends without a word
 */
export async function runTests(root: string, files: readonly string[]): Promise<Reds> {
  const reportFile = join(root, 'mutate-report.json');
  rmSync(reportFile, { force: true });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporting = ['--reporter=json', `--outputFile=${reportFile}`];
  // A test that is slow on a busy machine has noticed nothing.
  const patience = [`--testTimeout=${PATIENCE_MS}`, `--hookTimeout=${PATIENCE_MS}`];
  const args = [vitest, 'run', ...reporting, ...patience, ...files];
  // Of the property tests: what they find by chance they are to find each time.
  const env = { RUNS: '2000', ...process.env };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const reds = new Map<string, number>();
  for (const { name, status, message, assertionResults } of reportOf(reportFile, said).testResults) {
    const red = assertionResults.filter((result) => result.status === 'failed').length;
    const file = relative(root, name);
    if (status === 'failed' && red === 0) throw new Error(`${file} does not load: ${message}`);
    reds.set(file, red);
  }
  const silent = files.filter((file) => !reds.has(file));
  if (silent.length > 0) throw new Error(`vitest says nothing of ${silent.join(', ')}: ${said.trim()}`);
  return reds;
}

function reportOf(file: string, said: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    throw new Error(`vitest has written no report: ${said.trim()}`);
  }
}
