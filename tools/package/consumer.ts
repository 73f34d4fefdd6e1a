import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientFolder } from './build-client.ts';
import { run } from './run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = fileURLToPath(new URL('consumers/', import.meta.url));

/** What npm would publish, as a file of this folder. */
export async function pack(folder: string): Promise<string> {
  const flags = ['--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse(await run('npm', ['pack', ...flags], clientFolder)) as { filename: string }[];
  return join(folder, packed!.filename);
}

/**
 * A package of somebody else's with the tarball installed by npm, and nothing else of this repository in reach.
 * @param source whose programs it has
 * @param more packages besides, as they are installed here
 */
export async function freshConsumer(
  folder: string,
  source: 'server' | 'vite',
  tarball: string,
  more: readonly string[] = [],
): Promise<string> {
  const consumer = join(folder, source);
  cpSync(join(sources, source), consumer, { recursive: true });
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--install-strategy=hoisted'];
  await run('npm', ['install', ...flags, tarball], consumer);
  for (const name of more) {
    const target = join(consumer, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), target);
  }
  return consumer;
}

/**
 * Writes the programs of a page into a consumer, as they are to be pasted.
 * @param language `ts` or `tsx`: the one that its code blocks say
 * @returns their files
 */
export function writePrograms(consumer: string, page: string, language: 'ts' | 'tsx'): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'));
  // The others go on from something.
  const programs = [...blocks].map(([, code]) => code!).filter((code) => /createClient\(/.test(code));
  if (programs.length === 0) throw new Error(`${page} has no program in ${language} any more.`);
  return programs.map((code, index) => {
    const file = join(consumer, `${basename(page, '.md')}-${index}.${language}`);
    writeFileSync(file, code);
    return file;
  });
}
