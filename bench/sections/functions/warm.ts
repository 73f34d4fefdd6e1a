import { calls } from '../../harness/calls.ts';
import type { Bench } from '../../harness/environment.ts';
import { findPython } from '../../harness/machine.ts';
import {
  type Candidate,
  measure,
  nodeFunction,
  type PhaseResult,
  pythonFunction,
} from '../../harness/processes.ts';
import { median, quantile } from '../../harness/statistics.ts';
import { sources } from './sources.ts';

export interface WarmCall {
  name: string;
  cpuUs: number;
  p50Ms: number;
  p99Ms: number;
}

/** Processes of each candidate, one after another in turn. */
const ROUNDS = 3;
/** URLs that one call signs, so that the call itself does not count. */
const URLS = 50;

/** Warm handlers, called one event after another. */
export async function warmCalls(bench: Bench): Promise<WarmCall[]> {
  const candidates = warmCandidates(bench);
  const results = new Map<string, PhaseResult[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const candidate of candidates) {
      const { phases } = await measure(candidate, bench.variables, bench.folder);
      for (const [name, result] of Object.entries(phases)) {
        const key = `${candidate.name}: ${name}`;
        results.set(key, [...(results.get(key) ?? []), result]);
      }
    }
  }
  return [...results].map(([name, rounds]) => {
    const wall = rounds.flatMap(({ wallMs }) => wallMs);
    const units = name.startsWith('presigned URL') ? URLS : 1;
    return {
      name,
      cpuUs: median(rounds.map(({ warmCpuUs }) => warmCpuUs!)) / units,
      p50Ms: quantile(wall, 0.5) / units,
      p99Ms: quantile(wall, 0.99) / units,
    };
  });
}

function warmCandidates(bench: Bench): Candidate[] {
  const api = bench.bundle(sources.api).folder;
  const inspector = bench.bundle(sources.inspector).folder;
  const presign = bench.bundleScript('bench/harness/presign.ts').folder;
  const signedUrl = bench.bundleScript('bench/harness/get-signed-url.ts').folder;
  const { inspect, inspectTen } = calls;
  const size = bench.objectSize;
  const python = findPython();
  const signing = { event: { count: URLS }, expect: 'X-Amz-Signature', warmUp: 400, calls: 200 };
  return [
    nodeFunction('metadata-api', api, [
      { ...calls.post(), name: 'post after 1,000 calls', warmUp: 1000, calls: 1000 },
      // V8's optimizing compiler is through after so many, in a process's first minutes of steady load.
      { ...calls.post(), warmUp: 18_000, calls: 2000 },
      { ...calls.get(), warmUp: 300, calls: 500 },
      { ...calls.put(), warmUp: 300, calls: 500 },
    ]),
    // In a process of its own: what a process signs first decides how the signer's cache fares.
    nodeFunction('metadata-api', api, [{ ...calls.list(), warmUp: 200, calls: 200 }]),
    nodeFunction('image-inspector', inspector, [
      { ...inspect(size), warmUp: 500, calls: 500 },
      { ...inspectTen(size), warmUp: 20, calls: 50 },
    ]),
    nodeFunction('presigned URL', presign, [{ ...signing, name: 'one' }]),
    nodeFunction('presigned URL', signedUrl, [{ ...signing, name: 'by getSignedUrl' }]),
    ...(python
      ? [
          pythonFunction('Python', python, 'metadata_api.py', [
            { ...calls.post(), warmUp: 500, calls: 1000 },
          ]),
          pythonFunction('Python', python, 'metadata_api.py', [{ ...calls.list(), warmUp: 10, calls: 60 }]),
          pythonFunction('Python', python, 'image_inspector.py', [
            { ...inspect(size), warmUp: 50, calls: 200 },
          ]),
        ]
      : []),
  ];
}
