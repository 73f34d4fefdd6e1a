import type { NativeModules } from '../../../lib/constructs/bundling/function-code.ts';
import { callsTo } from '../../harness/calls.ts';
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
import { deliveryVariables } from '../../harness/variables.ts';
import { naiveEntries, sources } from './sources.ts';

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
/** Of what draws a photograph. */
const DRAWN = { warmUp: 5, calls: 30 };

/** Warm handlers, called one event after another. */
export async function warmCalls(bench: Bench): Promise<WarmCall[]> {
  const candidates = warmCandidates(bench);
  const results = new Map<string, PhaseResult[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const candidate of candidates) {
      const { phases } = await measure(candidate, bench);
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
  const calls = callsTo(bench.content);
  const folder = (name: keyof typeof sources) => bench.bundle(sources[name]).folder;
  const naive = (name: keyof typeof naiveEntries) => bench.bundleNaive(naiveEntries[name]).folder;
  const script = (name: string, native?: NativeModules) =>
    bench.bundleScript(`bench/harness/scripts/${name}.ts`, native).folder;
  const python = findPython();
  const signing = { event: { count: URLS }, expect: 'X-Amz-Signature', asks: {}, warmUp: 400, calls: 200 };
  const drawing = { asks: {}, ...DRAWN };
  const draw = script('draw', sources.renderer.native);
  const { file } = bench.content.photograph;
  return [
    nodeFunction('metadata-api', folder('api'), [
      { ...calls.post, name: 'post after 1,000 calls', warmUp: 1000, calls: 1000 },
      // V8's optimizing compiler is through after so many, in a process's first minutes of steady load.
      { ...calls.post, warmUp: 18_000, calls: 2000 },
      { ...calls.get, warmUp: 300, calls: 500 },
      { ...calls.put, warmUp: 300, calls: 500 },
    ]),
    // In a process of its own: what a process signs first decides how the signer's cache fares.
    nodeFunction('metadata-api', folder('api'), [{ ...calls.list, warmUp: 200, calls: 200 }]),
    nodeFunction('authorizer', folder('authorizer'), [{ ...calls.authorize, warmUp: 1000, calls: 1000 }]),
    nodeFunction('image-inspector', folder('inspector'), [
      { ...calls.inspect, warmUp: 500, calls: 500 },
      { ...calls.inspectTen, warmUp: 20, calls: 50 },
    ]),
    nodeFunction('image-inspector', folder('inspector'), [
      { ...calls.inspectPhotograph, warmUp: 500, calls: 500 },
    ]),
    nodeFunction('thumbnailer', folder('thumbnailer'), [{ ...calls.thumbnailOfPhotograph, ...DRAWN }]),
    nodeFunction('change-relay', folder('relay'), [
      { ...calls.relay, warmUp: 1000, calls: 1000 },
      { ...calls.relayTen, warmUp: 200, calls: 300 },
    ]),
    nodeFunction('webhook-sender', folder('sender'), [{ ...calls.webhook, warmUp: 1000, calls: 1000 }]),
    nodeFunction('object-cleaner', folder('cleaner'), [{ ...calls.clean, warmUp: 300, calls: 300 }]),
    nodeFunction(
      'object-cleaner',
      folder('cleaner'),
      [{ ...calls.erase, warmUp: 100, calls: 200 }],
      deliveryVariables(bench.content),
    ),
    nodeFunction('renderer', folder('renderer'), [{ ...calls.renderPhotograph, ...DRAWN }]),
    nodeFunction('renderer', folder('renderer'), [{ ...calls.renderNext, ...DRAWN }]),
    nodeFunction('reconciler', folder('reconciler'), [
      { ...calls.compareObjects, warmUp: 100, calls: 200 },
      { ...calls.compareRecords, warmUp: 20, calls: 50 },
    ]),
    nodeFunction('sharp alone', draw, [
      { ...drawing, name: '320 pixels', event: { file, width: 320 } },
      { ...drawing, name: '640 pixels', event: { file, width: 640 } },
    ]),
    nodeFunction('naive', naive('naive/post'), [
      { ...calls.post, name: 'post after 1,000 calls', warmUp: 1000, calls: 1000 },
      { ...calls.post, warmUp: 18_000, calls: 2000 },
    ]),
    nodeFunction('naive', naive('naive/upload'), [{ ...calls.inspectAlone, warmUp: 500, calls: 500 }]),
    nodeFunction('naive', naive('naive/upload'), [
      { ...calls.inspectPhotographAlone, warmUp: 100, calls: 200 },
    ]),
    nodeFunction('presigned URL', script('presign'), [{ ...signing, name: 'one' }]),
    nodeFunction('presigned URL', script('get-signed-url'), [{ ...signing, name: 'by getSignedUrl' }]),
    ...(python
      ? [
          pythonFunction('Python', python, 'metadata_api.py', [{ ...calls.post, warmUp: 500, calls: 1000 }]),
          pythonFunction('Python', python, 'metadata_api.py', [{ ...calls.list, warmUp: 10, calls: 60 }]),
          pythonFunction('Python', python, 'image_inspector.py', [
            { ...calls.inspectAlone, warmUp: 50, calls: 200 },
          ]),
        ]
      : []),
  ];
}
