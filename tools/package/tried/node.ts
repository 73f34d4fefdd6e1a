import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../run.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const image = join(root, 'samples/phone.jpg');
/** The oldest that the package promises. */
const OLDEST = '20.20.2';

/** Runs a program that has installed the package on Node.js 20 and on the one of this repository. @returns their versions */
export async function tryNode(consumer: string, baseUrl: string): Promise<string[]> {
  const versions = [];
  for (const node of [await oldestNode(), join(root, 'node_modules/.bin/node')]) {
    const said = await run(node, ['upload.js', baseUrl, image], consumer);
    versions.push(said.trim().slice(1));
  }
  return versions;
}

/** @returns the program of a Node.js 20: the machine's, or one from npm, which is kept */
export async function oldestNode(): Promise<string> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const own = folders.map((folder) => join(folder, 'node')).find((node) => existsSync(node) && is20(node));
  if (own) return own;
  const cache = join(root, 'node_modules/.cache/image-intake-node', OLDEST);
  const name = `node-${process.platform}-${process.arch}`;
  const node = join(cache, 'node_modules', name, 'bin/node');
  if (existsSync(node)) return node;
  mkdirSync(cache, { recursive: true });
  const flags = ['--prefix', cache, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...flags, `${name}@${OLDEST}`], cache);
  return node;
}

function is20(node: string): boolean {
  try {
    return execFileSync(node, ['--version'], { encoding: 'utf8' }).startsWith('v20.');
  } catch {
    return false;
  }
}
