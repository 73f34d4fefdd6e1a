import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emitDeclarations } from '../../tools/package/declarations.ts';

const client = fileURLToPath(new URL('../../client/', import.meta.url));

/** Names of types and values that a file exports, as it is written. */
function exportsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names]) =>
    [...names!.matchAll(/(\w+)\s*(?:,|$)/g)].map(([, name]) => name!),
  );
  const declared = text.matchAll(/^export (?:async )?(?:function|class|interface|type|const) (\w+)/gm);
  return [...listed, ...[...declared].map(([, name]) => name!)].sort();
}

/**
 * Names of what something has, by the compiler's own word: of a type its properties, of a class those of its instances, but not
 * what every error, function, list or text has.
 */
const MEMBERS = `
type Plain = string | number | boolean | null | undefined | Function | Blob | ArrayBufferLike | ArrayBufferView
  | Response | Iterable<unknown> | ArrayLike<unknown>;
type Members<T> = T extends Plain ? never : Exclude<keyof T, T extends Error ? keyof Error : symbol>;
// A text of its own, or the compiler would write \`keyof\`, and not the names.
type Names<K> = K extends string ? \`.\${K}\` : never;
declare function of<T>(): Names<Members<T>>;
`;

/** Of each entry (`index`, `server`, `react`) its exports, each with the names of its members. */
export async function clientExports(entries: readonly string[]) {
  const work = mkdtempSync(join(tmpdir(), 'image-intake-exports-'));
  try {
    const names = entries.map((entry) => [entry, exportsOf(join(client, `${entry}.ts`))] as const);
    const probe = join(work, 'probe.ts');
    const lines = names.flatMap(([entry, all]) =>
      all
        // Functions begin with a small letter, and are no types.
        .filter((name) => /^[A-Z]/.test(name))
        .map((name) => `export const ${entry}_${name} = of<import('${client}${entry}.ts').${name}>();`),
    );
    writeFileSync(probe, MEMBERS + lines.join('\n'));
    const text = (await emitDeclarations(work, [probe]))(probe);
    const membersOf = (entry: string, name: string) => {
      const [, type = ''] =
        new RegExp(`^export declare const ${entry}_${name}: (.*);$`, 'm').exec(text) ?? [];
      return [...type.matchAll(/"\.(\w+)"/g)].map(([, member]) => member!).sort();
    };
    return new Map(
      names.map(([entry, all]) => [entry, new Map(all.map((name) => [name, membersOf(entry, name)]))]),
    );
  } finally {
    rmSync(work, { recursive: true });
  }
}
