import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrograms } from '../consumer.ts';
import { compile } from '../run.ts';

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  // The package's declarations are what is checked.
  skipLibCheck: false,
  target: 'es2022',
  jsx: 'react-jsx',
};
const BUNDLER = { module: 'esnext', moduleResolution: 'bundler' };
const NODE = { module: 'nodenext', moduleResolution: 'nodenext' };
const DOM = { lib: ['es2022', 'dom', 'dom.iterable'], types: [] };
const NODE_ALONE = { lib: ['es2022'], types: ['node'] };

/** Every entry, for a program that uses nothing of it. */
const all = (entries: readonly string[]) =>
  entries.map((entry, index) => `export * as e${index} from '@image-intake/client${entry}';`).join('\n');

/**
 * Type-checks programs that have installed the package.
 * @param server takes `.` and `./server`, and has no types of anything else
 * @param app takes React's besides
 * @returns how many ways
 */
export async function checkTypes(server: string, app: string): Promise<number> {
  writeFileSync(join(server, 'entries.ts'), all(['', '/server']));
  const files = [
    join(server, 'worker.ts'),
    join(server, 'entries.ts'),
    ...writePrograms(server, 'client/README.md', 'ts'),
  ];
  await check(server, 'bundler-dom', { ...BUNDLER, ...DOM }, files);
  await check(server, 'nodenext-dom', { ...NODE, ...DOM }, files);
  await check(app, 'bundler-react', { ...BUNDLER, ...DOM }, [
    join(app, 'main.tsx'),
    ...writePrograms(app, 'docs/client.md', 'tsx'),
  ]);
  // A program that has Node's types, and no DOM.
  const node = join(app, 'entries.ts');
  writeFileSync(node, all(['', '/server']));
  // The first goes on alone; others need what a person's token comes from.
  const [program] = writePrograms(app, 'docs/client.md', 'ts');
  await check(app, 'nodenext-node', { ...NODE, ...NODE_ALONE }, [node, program!]);
  return 4;
}

async function check(
  folder: string,
  name: string,
  compilerOptions: object,
  files: readonly string[],
): Promise<void> {
  const config = join(folder, `tsconfig.${name}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...STRICT, ...compilerOptions }, files }));
  await compile(config);
}
