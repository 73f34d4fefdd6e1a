// Bundles functions as they are deployed, one order at a time, for `builder.ts`: in a process of its own, which bundling holds up.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeFunction } from '../../../lib/constructs/bundling/write-function.ts';
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

process.on('message', (order: Order) => process.send!(build(order)));

function build({ source: { name, entries, native }, folder, root, modules }: Order): Built {
  try {
    const bundles = writeFunction(
      {
        name,
        ...(entries && { entries }),
        // Linked, and not copied: what is loaded into a process already must not be loaded from another place.
        ...(native.length > 0 && {
          native: { names: native, copyTo: (to) => symlinkSync(modules, join(to, 'node_modules')) },
        }),
      },
      folder,
      root,
    );
    return { inputs: Object.values(bundles).flatMap(({ metafile }) => Object.keys(metafile.inputs)) };
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
