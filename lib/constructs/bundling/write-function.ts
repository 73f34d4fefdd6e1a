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

/**
 * Writes what Lambda gets into a folder.
 * @param root - folder that has `lambdas/`; the repository by default
 * @returns each bundle by the name of its file
 * @throws Error for code that does not bundle, or a bundle that is over its budget
 */
export function writeFunction(source: FunctionSource, folder: string, root?: string): Record<string, Bundle> {
  const { name, entries = HANDLER_ALONE, native } = source;
  const files = Object.keys(entries).map((output) => `./${output}.js`);
  const bundles: Record<string, Bundle> = {};
  for (const [output, { file, unused = [], leftOut }] of Object.entries(entries)) {
    const external = [...files, ...unused, ...(native?.names ?? [])];
    const bundle = bundleFile(
      `lambdas/${name}/${file}`,
      join(folder, `${output}.js`),
      external,
      leftOut,
      root,
    );
    assertWithinBudget(`${name}/${output}`, bundle);
    bundles[output] = bundle;
  }
  native?.copyTo(folder);
  return bundles;
}
