import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { pageBuild, ROOT } from '../../lib/constructs/web/page-build.ts';
import { keptFolder } from './kept-folder.ts';

const SOURCES = [
  'package-lock.json',
  'lib/constructs/web/page-build.ts',
  'web/**/*.*',
  'client/**/*.ts',
  'contract/**/*.ts',
];

/**
 * The folder of the built page, built once for each state of its sources; that takes some seconds.
 * @throws Error when it does not build
 */
export async function builtPage(): Promise<string> {
  // What is built of them comes and goes.
  const files = () => globSync(SOURCES, { cwd: ROOT }).filter((file) => !/^(web|client)\/dist/.test(file));
  return keptFolder({ cache: 'image-intake-page', files, make: build });
}

async function build(folder: string): Promise<void> {
  const [program, flags] = pageBuild(folder);
  const child = spawn(program, flags, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`The page does not build: ${complaint.trim()}`);
}
