import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';

/** All that the programs of a worker may use of the world: none of it is Node's own. */
const WEB = [
  'AbortController',
  'AbortSignal',
  'Blob',
  'Headers',
  'ReadableStream',
  'Request',
  'Response',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'URLSearchParams',
  'atob',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'queueMicrotask',
  'setTimeout',
] as const;

interface Worker {
  default: { fetch(request: Request, settings: object): Promise<Response> };
}

/**
 * Bundles a worker as its platforms do, runs it where there is nothing of Node.js, and has it upload.
 * @throws Error when the bundle asks for a module of Node's, or the worker fails
 */
export async function tryWorker(consumer: string, baseUrl: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(consumer, 'worker.ts')],
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    globalName: 'worker',
    platform: 'neutral',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*'],
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  assert.deepEqual(imports, [], 'The bundle for workers is to import nothing.');
  const world = Object.fromEntries(WEB.map((name) => [name, globalThis[name]]));
  const { worker } = runInContext(`${outputFiles[0]!.text}; ({ worker })`, createContext(world)) as {
    worker: Worker;
  };
  const settings = { INTAKE_URL: baseUrl, INTAKE_KEY: 'the-key-of-the-app' };
  const post = (path: string, body: string | Uint8Array<ArrayBuffer>, type: string) =>
    worker.default.fetch(
      new Request(`http://app.test${path}`, { method: 'POST', body, headers: { 'content-type': type } }),
      settings,
    );
  const copied = (await (await post('/copy', new Uint8Array(10), 'image/jpeg')).json()) as object;
  assert.deepEqual({ ...copied, id: 0 }, { ...copied, id: 0, size: 10, status: 'ready' });
  const made = await post('/images/metadata', JSON.stringify({ filename: 'a.jpg' }), 'application/json');
  assert.equal(made.status, 201);
}
