import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../temporary-folder.ts';
import { contractTypes, type NamedType } from './contract-types.ts';
import { compile } from './run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const client = join(root, 'client');

/** Types that the contract infers are in one file of the package, written out. */
const CONTRACT = 'contract';

const FROM = /^((?:import|export) [^;]*?) from '(\.[^']+)\.ts'/gm;

const sourceOf = (file: string) => join(client, `${file}.ts`);

/**
 * Writes the declarations of the entries, and of what these name, into a folder. They need nothing but each other: what
 * they take from the contract, whose types are inferred by a library, is written out.
 */
export async function writeDeclarations(entries: readonly string[], folder: string): Promise<void> {
  const work = temporaryFolder({ prefix: 'image-intake-types' });
  try {
    const emit = (files: readonly string[]) => emitDeclarations(work, files);
    const emitted = await emit(entries.map(sourceOf));
    const named: NamedType[] = [];
    const seen = new Set(entries);
    // A set gives what is added while it is walked, too.
    for (const file of seen) {
      const text = documented(emitted(sourceOf(file)), readFileSync(sourceOf(file), 'utf8'));
      const own = text.replaceAll(FROM, (_, clause: string, from: string) => {
        const target = relative(client, resolve(client, dirname(file), from));
        const ofContract = target.startsWith('..');
        if (ofContract) named.push(...namesFrom(clause, text, target));
        else seen.add(target);
        return `${clause} from '${specifier(file, ofContract ? CONTRACT : target)}'`;
      });
      put(folder, file, own);
    }
    put(folder, CONTRACT, await contractTypes(named, emit, work));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** With what the source says of functions that an object is made of: the compiler leaves that out, and editors show it. */
function documented(text: string, source: string): string {
  return text.replaceAll(/^ {4}(\w+): (?=[(<])/gm, (line, name: string) => {
    const above = new RegExp(
      `^  (/\\*\\*(?:(?!\\*/)[^])*\\*/)\\n  (?:const|(?:async )?function\\*?) ${name}\\b`,
      'm',
    );
    const [, comment] = above.exec(source) ?? [];
    return comment === undefined ? line : `    ${comment.replaceAll('\n', '\n  ')}\n${line}`;
  });
}

function put(folder: string, file: string, text: string): void {
  const target = join(folder, `${file}.d.ts`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

function specifier(from: string, to: string): string {
  const path = relative(dirname(from), `${to}.js`);
  return path.startsWith('.') ? path : `./${path}`;
}

/** What a declaration takes from a file of the contract: by its names, or as members of a namespace. */
function namesFrom(clause: string, text: string, target: string): NamedType[] {
  const [, namespace] = /\* as (\w+)/.exec(clause) ?? [];
  const names = namespace
    ? [...text.replaceAll(FROM, '').matchAll(new RegExp(`\\b${namespace}\\.(\\w+)`, 'g'))].map(
        ([, name]) => name!,
      )
    : [...clause.matchAll(/(?:type )?(\w+)\s*(?=[,}])/g)].map(([, name]) => name!);
  return names.map((name) => ({ name, file: sourceOf(target) }));
}

/**
 * Declarations as the compiler writes them. The sources are judged by `npm run types`, and not once more here.
 * @param work a folder for files in between
 * @returns what was emitted for a file of these, or for one that they import
 */
export async function emitDeclarations(
  work: string,
  files: readonly string[],
): Promise<(file: string) => string> {
  const out = join(work, 'out');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    noCheck: true,
    rootDir: '/',
    outDir: out,
    typeRoots: [join(root, 'node_modules/@types')],
  };
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, files, include: [] };
  writeFileSync(join(work, 'tsconfig.json'), JSON.stringify(config));
  await compile(work);
  return (file) => readFileSync(join(out, file.replace(/\.ts$/, '.d.ts')), 'utf8');
}
