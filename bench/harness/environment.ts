import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, bundleFile } from '../../lib/constructs/bundling/bundle.ts';
import {
  type FunctionSource,
  type NativeModules,
  writeFunction,
} from '../../lib/constructs/bundling/function-code.ts';
import { temporaryFolder } from '../../tools/temporary-folder.ts';
import { bundleNaive } from '../naive/bundle.ts';
import { type BenchContent, benchContent, stubContent } from './content.ts';
import { type AwsStub, startAwsStub } from './stub/aws-stub.ts';
import { functionVariables } from './variables.ts';

type BundleFile = Omit<Bundle, 'metafile'>;

/** A function's folder, and each bundle in it by the name of its file. */
export interface Bundled {
  folder: string;
  bundles: Record<string, BundleFile>;
}

/** Where functions are measured: their bundles, the stub that answers them, and what `process.env` tells them. */
export interface Bench {
  folder: string;
  stub: AwsStub;
  variables: Record<string, string>;
  content: BenchContent;
  /** Bundles a function of the service once. */
  bundle(source: FunctionSource): Bundled;
  /** Bundles a script of the benchmark once, as a function. @param entry - relative to the repository */
  bundleScript(entry: string, native?: NativeModules): Bundled;
  /** Bundles a function once as people do by default. @param entry - relative to the repository */
  bundleNaive(entry: string): Bundled;
  close(): void;
}

/** @param records - how many a list finds */
export async function startBench(records = 50): Promise<Bench> {
  const folder = temporaryFolder();
  let content: BenchContent | undefined;
  const stub = await startAwsStub(async (endpoint) => {
    content = await benchContent(folder, records, endpoint);
    return stubContent(content);
  });
  const known = new Map<string, Bundled>();
  const once = (name: string, write: (target: string) => Record<string, BundleFile>): Bundled => {
    const found = known.get(name);
    if (found) return found;
    const target = join(folder, name.replaceAll('/', '-'));
    mkdirSync(target);
    const bundled = { folder: target, bundles: write(target) };
    known.set(name, bundled);
    return bundled;
  };
  return {
    folder,
    stub,
    content: content!,
    variables: functionVariables(stub),
    bundle: (source) => once(source.name, (target) => writeFunction(source, target)),
    bundleScript: (entry, native) =>
      once(entry, (target) => {
        native?.copyTo(target);
        return { index: bundleFile(entry, join(target, 'index.js'), native?.names) };
      }),
    bundleNaive: (entry) =>
      once(entry, (target) => ({ index: bundleNaive(entry, join(target, 'index.js')) })),
    close() {
      stub.close();
      rmSync(folder, { recursive: true });
    },
  };
}
