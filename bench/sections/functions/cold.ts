import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calls } from '../../harness/calls.ts';
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
import { sources } from './sources.ts';

export interface ColdStart {
  name: string;
  initMs: number;
  firstMs: number;
  /** Init plus first call, against the empty function. */
  timesEmpty: number;
  cpuMs: number;
  cpuTimesEmpty: number;
}

/** Cold starts in fresh processes, every candidate once a round, so that a noisy minute hits all alike. */
export async function coldStarts(bench: Bench, rounds: number): Promise<ColdStart[]> {
  const candidates = coldCandidates(bench);
  const results = new Map<string, ProcessResult[]>(candidates.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const candidate of candidates) {
      const result = await measure(candidate, bench.variables, bench.folder);
      // The first round fills the disk cache.
      if (round > 0) results.get(candidate.name)!.push(result);
    }
  }
  const totals = candidates.map(({ name }) => summarize(name, results.get(name)!));
  const empty = totals[0]!;
  return totals.map((total) => ({
    name: total.name,
    initMs: total.initMs,
    firstMs: total.firstMs,
    timesEmpty: total.coldMs / empty.coldMs,
    cpuMs: total.cpuMs,
    cpuTimesEmpty: total.cpuMs / empty.cpuMs,
  }));
}

function coldCandidates(bench: Bench): Candidate[] {
  const api = bench.bundle(sources.api).folder;
  const inspector = bench.bundle(sources.inspector).folder;
  const inspect = calls.inspect(bench.objectSize);
  const empty = join(bench.folder, 'empty');
  mkdirSync(empty, { recursive: true });
  writeFileSync(join(empty, 'index.js'), 'exports.handler = async () => ({ statusCode: 200 });\n');
  const python = findPython();
  return [
    nodeFunction('empty function', empty, [calls.empty()]),
    nodeFunction('metadata-api, POST', api, [calls.post()]),
    nodeFunction('metadata-api, DELETE', api, [calls.remove()]),
    nodeFunction('image-inspector, JPEG', inspector, [inspect]),
    nodeFunction('renderer, another upload', bench.bundle(sources.renderer).folder, [calls.render()]),
    ...(python
      ? [
          pythonFunction('Python, POST', python, 'metadata_api.py', [calls.post()]),
          pythonFunction('Python, JPEG', python, 'image_inspector.py', [inspect]),
        ]
      : []),
  ];
}

function summarize(name: string, results: ProcessResult[]) {
  const first = results.map(({ phases }) => Object.values(phases)[0]!);
  return {
    name,
    initMs: median(results.map(({ initMs }) => initMs)),
    firstMs: median(first.map(({ firstMs }) => firstMs)),
    coldMs: median(results.map(({ initMs }, i) => initMs + first[i]!.firstMs)),
    cpuMs: median(results.map(({ initCpuUs }, i) => (initCpuUs + first[i]!.firstCpuUs) / 1000)),
  };
}
