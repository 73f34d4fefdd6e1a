// Bundles functions as they are deployed, one order at a time, for `builder.ts`: in a process of its own, which bundling holds up.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildContext, context } from 'esbuild';
import { assertWithinBudget } from '../../../lib/constructs/bundling/budget.ts';
import { bundleOf, bundleOptions } from '../../../lib/constructs/bundling/bundle.ts';
import { entryPointsOf } from '../../../lib/constructs/bundling/write-function.ts';
import type { DeclaredSource } from './declared-source.ts';

export interface Order {
  source: DeclaredSource;
  /** To write to. */
  folder: string;
  /** Folder that has `lambdas/`. */
  root: string;
  /** Where its native packages lie. */
  modules: string;
}

/** All files that it is made of, from the root; or a sentence for each fault. */
export type Built = { inputs: string[] } | { faults: string[] };

/** Bundling again by the same one reads what has changed alone. */
const contexts = new Map<string, Promise<Context>>();

type Context = BuildContext<ReturnType<typeof bundleOptions> & { write: false }>;

process.on('message', async (order: Order) => process.send!(await build(order)));

async function build({ source, folder, root, modules }: Order): Promise<Built> {
  const { name, entries, native } = source;
  const declared = { name, ...(entries && { entries }), native: { names: native } };
  const inputs: string[] = [];
  try {
    mkdirSync(folder, { recursive: true });
    for (const { output, file, external, leftOut } of entryPointsOf(declared)) {
      const making =
        contexts.get(file) ?? context({ ...bundleOptions(file, external, leftOut, root), write: false });
      contexts.set(file, making);
      const { outputFiles, metafile } = await (await making).rebuild();
      const { contents } = outputFiles[0]!;
      assertWithinBudget(`${name}/${output}`, bundleOf(contents, metafile));
      writeFileSync(join(folder, `${output}.js`), contents);
      inputs.push(...Object.keys(metafile.inputs));
    }
    // Linked, and not copied: what is loaded into a process already must not be loaded from another place.
    if (native.length > 0) symlinkSync(modules, join(folder, 'node_modules'));
    return { inputs };
  } catch (error) {
    return { faults: faultsOf(error as Error) };
  }
}

/** Each where it is: `lambdas/shared/env.ts:12:4: Expected ";" but found "x"`. */
function faultsOf(error: Error & { errors?: BuildMessage[] }): string[] {
  if (!error.errors) return [error.message];
  return error.errors.map(({ text, location }) =>
    location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text,
  );
}

interface BuildMessage {
  text: string;
  location: { file: string; line: number; column: number } | null;
}
