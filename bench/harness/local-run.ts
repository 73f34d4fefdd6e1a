import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ServiceCall } from '../../local/calls.ts';
import type { LocalRun } from '../../local/options.ts';
import { startLocalRun } from '../../local/run.ts';
import { synthesize } from '../../tools/local/synthesize.ts';
import { temporaryFolder } from '../../tools/temporary-folder.ts';

/** The whole service on this machine, and what went on in it. */
export interface BenchRun extends LocalRun {
  calls: ServiceCall[];
  /** Resolves when the inspector has written its verdict on the record. */
  inspected(id: string): Promise<void>;
}

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/** Starts the stage `prod`: four shards, the highest throttle. */
export async function startBenchRun(): Promise<BenchRun> {
  // Below node_modules, where no package.json makes the CommonJS bundles into ES modules.
  const assembly = temporaryFolder({ parent: modules, prefix: '.bench' });
  const calls: ServiceCall[] = [];
  const done = new Set<string>();
  const waiting = new Map<string, () => void>();
  try {
    await synthesize('prod', assembly);
    const run = await startLocalRun({
      assembly,
      onCall: (call) => calls.push(call),
      onLog(_, line) {
        const [, id] = /^\{.*"Inspected".*"id":"([\w-]+)"/.exec(line) ?? [];
        if (!id) return;
        done.add(id);
        waiting.get(id)?.();
      },
    });
    return {
      ...run,
      calls,
      inspected(id) {
        if (done.has(id)) return Promise.resolve();
        return new Promise((resolve, reject) => {
          const timer = setTimeout(
            () => reject(new Error(`${id} was not inspected within a minute`)),
            60_000,
          );
          waiting.set(id, () => {
            clearTimeout(timer);
            waiting.delete(id);
            resolve();
          });
        });
      },
      async stop() {
        await run.stop();
        rmSync(assembly, { recursive: true });
      },
    };
  } catch (error) {
    rmSync(assembly, { recursive: true });
    throw error;
  }
}
