import { join } from 'node:path';
import { assertWithinBudget } from './budget.ts';
import { type Bundle, bundleFile } from './bundle.ts';

/** Packages with native parts: no bundler takes them in, the function finds them in a `node_modules` of its own. */
export interface NativeModules {
  names: readonly string[];
  /** Writes them below a function's folder. */
  copyTo(folder: string): void;
}

/** One bundle of a function. */
export interface Entry {
  /** TypeScript file in the function's folder. */
  file: string;
  /** Packages that it would load on demand and never does. */
  unused?: readonly string[];
  /** Packages that lambdas/shared/aws/left-out.ts takes the place of. */
  leftOut?: readonly string[];
}

export interface FunctionSource {
  /** Folder of `lambdas/`. */
  name: string;
  /** By the name of the file that each becomes; `index` exports `handler`, and is all by default. */
  entries?: Record<string, Entry>;
  native?: NativeModules;
}

const HANDLER_ALONE: Record<string, Entry> = { index: { file: 'handler.ts' } };

interface EntryPoint {
  /** Name of what becomes of it, without `.js`. */
  output: string;
  /** From the root. */
  file: string;
  external: string[];
  leftOut: readonly string[] | undefined;
}

type Sources = Pick<FunctionSource, 'name' | 'entries'> & { native?: Pick<NativeModules, 'names'> };

/** What the bundles of a function are made from. */
export function entryPointsOf({ name, entries = HANDLER_ALONE, native }: Sources): EntryPoint[] {
  const files = Object.keys(entries).map((output) => `./${output}.js`);
  return Object.entries(entries).map(([output, { file, unused = [], leftOut }]) => ({
    output,
    file: `lambdas/${name}/${file}`,
    external: [...files, ...unused, ...(native?.names ?? [])],
    leftOut,
  }));
}

/**
 * Writes what Lambda gets into a folder.
 * @returns each bundle by the name of its file
 * @throws Error for code that does not bundle, or a bundle that is over its budget
 */
export function writeFunction(source: FunctionSource, folder: string): Record<string, Bundle> {
  const bundles: Record<string, Bundle> = {};
  for (const { output, file, external, leftOut } of entryPointsOf(source)) {
    const bundle = bundleFile(file, join(folder, `${output}.js`), external, leftOut);
    assertWithinBudget(`${source.name}/${output}`, bundle);
    bundles[output] = bundle;
  }
  source.native?.copyTo(folder);
  return bundles;
}
