import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalRun } from '../../../local/options.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startBuilder } from './builder.ts';
import { type DeclaredSource, readSources } from './declared-source.ts';
import { watchSources } from './watch-sources.ts';

interface ReloadOptions {
  /** Folder of the synthesized cloud assembly that runs. */
  assembly: string;
  /** Folder that has `lambdas/` and `contract/`. */
  root: string;
  run: Pick<LocalRun, 'deployment' | 'reload'>;
  /** Told of each function that was reloaded, and of what keeps one from it, in a line. */
  say(line: string): void;
}

/** A function of the run. */
interface Reloaded {
  source: DeclaredSource;
  /** Physical. */
  name: string;
  /** Folder of what was deployed, its native packages in it. */
  deployed: string;
  /** Files that it is made of, from the root. */
  inputs: ReadonlySet<string>;
  /** Its sources have a fault: which file mends it, one that is missing say, is not known. */
  failed: boolean;
}

/**
 * Has the functions of a run follow their sources: a change of any file that one is made of bundles it anew, as it would be
 * deployed, and the next event meets the new code. With code that does not bundle, or does not start, the code before stays.
 */
export function reloadFunctions({ assembly, root, run, say }: ReloadOptions): { close(): Promise<void> } {
  const folder = temporaryFolder();
  const sources = watchSources(root);
  const builder = startBuilder();
  const functions = functionsOf(assembly, run);
  let closed = false;
  let built = 0;

  /** @returns the folder of the new code, or undefined for code with a fault */
  const build = async (one: Reloaded): Promise<string | undefined> => {
    const { source, deployed } = one;
    const modules = join(deployed, 'node_modules');
    built += 1;
    const code = join(folder, `${source.name}-${built}`);
    const result = await builder.build({ source, folder: code, root, modules });
    one.failed = 'faults' in result;
    if ('inputs' in result) {
      one.inputs = new Set(result.inputs);
      return code;
    }
    for (const fault of result.faults) say(`${source.name} stays as it was: ${fault}`);
    return undefined;
  };
  const load = async (one: Reloaded, code: string, since: number) => {
    try {
      await run.reload(one.name, code);
      say(`${one.source.name} reloaded in ${Math.round(performance.now() - since)} ms`);
    } catch (error) {
      say(`${one.source.name} stays as it was: ${(error as Error).message}`);
    }
  };
  const reload = async (one: Reloaded, since: number) => {
    const code = await build(one);
    if (code !== undefined) await load(one, code, since);
  };
  const follow = async () => {
    await sources.watched;
    const begun = performance.now();
    // What they are made of, which only the bundler knows; and whether it was saved since they were deployed.
    for (const one of functions) {
      const code = await build(one);
      if (code !== undefined && !sameBundles(code, one.deployed)) await load(one, code, begun);
    }
    for (let next = await sources.changes(); next; next = await sources.changes()) {
      const { files, since } = next;
      const concerned = functions.filter(
        ({ failed, inputs }) => failed || [...files].some((file) => inputs.has(file)),
      );
      // One is started while another one is built.
      await Promise.all(concerned.map((one) => reload(one, since)));
    }
  };
  const followed = follow().catch(
    (error: Error) => closed || say(`Functions are not reloaded: ${error.message}`),
  );

  return {
    async close() {
      closed = true;
      await sources.close();
      builder.close();
      await followed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function functionsOf(assembly: string, { deployment }: Pick<LocalRun, 'deployment'>): Reloaded[] {
  const declared = deployment.ofType<{ Code: { S3Key?: string } }>('AWS::Lambda::Function');
  return readSources(assembly).map((source) => {
    const resource = declared.find(({ logicalId }) => logicalId === source.logicalId);
    if (!resource) throw new Error(`No stack declares the function ${source.logicalId}.`);
    const { ref: name, stack, properties } = resource;
    const deployed = stack.assets.get(properties.Code.S3Key ?? '') ?? '';
    return { source, name, deployed, inputs: new Set(), failed: false };
  });
}

const sameBundles = (built: string, deployed: string): boolean =>
  readdirSync(built)
    .filter((file) => file.endsWith('.js'))
    .every((file) => readFileSync(join(built, file)).equals(readFileSync(join(deployed, file))));
