import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Report } from '../../../lambdas/reconciler/running/report.ts';
import { inParallel } from '../../../lambdas/shared/in-parallel.ts';
import { localInvoke } from '../../../tools/reconcile/invoke.ts';
import { planting } from '../../../tools/reconcile/planting.ts';
import { reconcile } from '../../../tools/reconcile/reconcile.ts';
import { restClient } from '../../support/api.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';

export const sample = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../samples/${name}`, import.meta.url)));
export const photo = sample('icon.png');

/** A stage of a test file's own, with an operator who makes mistakes, and its reconciler by hand. */
export class ReconciledStage {
  run!: LocalRun;
  api!: ReturnType<typeof restClient>;
  operator!: ReturnType<typeof planting>;

  constructor() {
    beforeAll(async () => {
      this.run = await startLocalRun();
      this.api = restClient(this.run);
      this.operator = planting(this.run);
    });
    afterAll(async () => {
      this.operator?.close();
      await this.run?.stop();
    });
  }

  /** A run of the reconciler, with both of its looks. */
  async reconcile(repair: boolean, graceMs = 0): Promise<Report> {
    const { report } = await reconcile(
      localInvoke(this.run.baseUrl, this.run.apiKey),
      { kind: 'begin', repair, graceMs, verifyMs: 2000 },
      { signal: new AbortController().signal, onSlice: () => {} },
    );
    return report;
  }

  /** Records with their images and thumbnails: one that was uploaded, and its likes. @returns their ids */
  async records(count: number): Promise<string[]> {
    const { body } = await this.api.post('/metadata', { filename: 'a.png' });
    const { id } = body.metadata;
    expect((await this.api.upload(body.preSignedUrl, photo)).status).toBe(200);
    await this.api.waitFor(id, ({ thumbhash }) => thumbhash !== undefined);
    const clone = await this.operator.cloning(id);
    const ids: string[] = [id];
    await inParallel(Array.from({ length: count - 1 }), 8, async () => void ids.push(await clone()));
    return ids;
  }
}

/** Runs a command as npm does. */
export function command(
  name: 'reconcile' | 'reinspect',
  ...args: string[]
): Promise<{ code: number; out: string }> {
  const program = fileURLToPath(new URL(`../../../bin/reconcile/${name}.ts`, import.meta.url));
  return new Promise((ended) => {
    execFile(process.execPath, [program, ...args], (error, out) =>
      ended({ code: Number(error?.code ?? 0), out }),
    );
  });
}
