import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientFolder } from '../build-client.ts';
import { compile } from '../run.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const SAME = 'type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;';

/**
 * Type-checks that what the package writes out of the contract can stand in for what the contract infers, and the other
 * way round.
 * @param folder for files in between
 */
export async function checkContractTypes(folder: string): Promise<void> {
  const written = join(clientFolder, 'dist/contract.d.ts');
  const names = [...readFileSync(written, 'utf8').matchAll(/^export (?:interface|type) (\w+)/gm)];
  const sources = globSync('contract/*.ts', { cwd: root }).map((name) => join(root, name));
  const lines = names.map(([, name]) => {
    const source = sources.find((file) =>
      new RegExp(`^export (?:interface|type) ${name}\\b`, 'm').test(readFileSync(file, 'utf8')),
    );
    return `export const ${name}: Same<import('${written}').${name}, import('${source}').${name}> = true;`;
  });
  if (lines.length === 0) throw new Error(`${written} has no types.`);
  writeFileSync(join(folder, 'same.ts'), [SAME, ...lines].join('\n'));
  const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')] };
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, files: ['same.ts'], include: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  await compile(folder);
}
