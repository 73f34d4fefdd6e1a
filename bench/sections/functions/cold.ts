import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callsTo } from '../../harness/calls.ts';
import type { Bench } from '../../harness/environment.ts';
import { findPython } from '../../harness/machine.ts';
import {
  type Candidate,
  measure,
  nodeFunction,
  type ProcessResult,
  pythonFunction,
} from '../../harness/processes.ts';
import { median } from '../../harness/statistics.ts';
import { deliveryVariables } from '../../harness/variables.ts';
import { naiveEntries, sources } from './sources.ts';

export interface ColdStart {
  name: string;
  initMs: number;
  firstMs: number;
  /** Init plus first call, against the empty function. */
  timesEmpty: number;
  cpuMs: number;
  cpuTimesEmpty: number;
  /** Of the first event. */
  awsCalls: number;
  bytesRead: number;
}

/** Cold starts in fresh processes, every candidate once a round, so that a noisy minute hits all alike. */
export async function coldStarts(bench: Bench, rounds: number): Promise<ColdStart[]> {
  const candidates = coldCandidates(bench);
  const results = new Map<string, ProcessResult[]>(candidates.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const candidate of candidates) {
      const result = await measure(candidate, bench);
      // The first round fills the disk cache.
      if (round > 0) results.get(candidate.name)!.push(result);
    }
  }
  const totals = candidates.map(({ name }) => summarize(name, results.get(name)!));
  const empty = totals[0]!;
  return totals.map(({ coldMs, ...total }) => ({
    ...total,
    timesEmpty: coldMs / empty.coldMs,
    cpuTimesEmpty: total.cpuMs / empty.cpuMs,
  }));
}

function coldCandidates(bench: Bench): Candidate[] {
  const calls = callsTo(bench.content);
  const folder = (name: keyof typeof sources) => bench.bundle(sources[name]).folder;
  const naive = (name: keyof typeof naiveEntries) => bench.bundleNaive(naiveEntries[name]).folder;
  const empty = join(bench.folder, 'empty');
  mkdirSync(empty, { recursive: true });
  writeFileSync(join(empty, 'index.js'), 'exports.handler = async () => ({ statusCode: 200 });\n');
  const python = findPython();
  const delivering = deliveryVariables(bench.content);
  return [
    nodeFunction('empty function', empty, [calls.empty]),
    nodeFunction('metadata-api, POST', folder('api'), [calls.post]),
    nodeFunction('metadata-api, DELETE', folder('api'), [calls.remove]),
    nodeFunction('metadata-api, GET, signer', folder('api'), [calls.getDelivered], delivering),
    nodeFunction('authorizer, token', folder('authorizer'), [calls.authorize]),
    nodeFunction('image-inspector, JPEG', folder('inspector'), [calls.inspect]),
    nodeFunction('image-inspector, photograph', folder('inspector'), [calls.inspectPhotograph]),
    nodeFunction('thumbnailer, JPEG', folder('thumbnailer'), [calls.thumbnail]),
    nodeFunction('change-relay, change', folder('relay'), [calls.relay]),
    nodeFunction('webhook-sender, webhook', folder('sender'), [calls.webhook]),
    nodeFunction('object-cleaner, deletion', folder('cleaner'), [calls.clean]),
    nodeFunction('object-cleaner, erasure, invalidator', folder('cleaner'), [calls.erase], delivering),
    nodeFunction('renderer, another upload', folder('renderer'), [calls.renderGone]),
    nodeFunction('renderer, first width', folder('renderer'), [calls.render]),
    nodeFunction('reconciler, 50 objects', folder('reconciler'), [calls.compareObjects]),
    nodeFunction('naive, POST', naive('naive/post'), [calls.post]),
    nodeFunction('naive, photograph', naive('naive/upload'), [calls.inspectPhotographAlone]),
    ...(python
      ? [
          pythonFunction('Python, POST', python, 'metadata_api.py', [calls.post]),
          pythonFunction('Python, JPEG', python, 'image_inspector.py', [calls.inspectAlone]),
        ]
      : []),
  ];
}

function summarize(name: string, results: ProcessResult[]) {
  const { asked } = results[0]!;
  const first = results.map(({ phases }) => Object.values(phases)[0]!);
  return {
    name,
    initMs: median(results.map(({ initMs }) => initMs)),
    firstMs: median(first.map(({ firstMs }) => firstMs)),
    coldMs: median(results.map(({ initMs }, i) => initMs + first[i]!.firstMs)),
    cpuMs: median(results.map(({ initCpuUs }, i) => (initCpuUs + first[i]!.firstCpuUs) / 1000)),
    awsCalls: Object.values(asked.calls).reduce((sum, count) => sum + count, 0),
    bytesRead: asked.bytesRead,
  };
}
