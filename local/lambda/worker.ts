/**
 * The inside of an execution environment: loads one function's bundle in a thread of its own and runs its handler,
 * one event at a time, as Lambda's Node.js runtime does.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is started with. */
export interface WorkerData {
  /** Folder of the unpacked bundle. */
  code: string;
  /** `file.export`, as the template says it. */
  handler: string;
}

export interface WorkerRequest {
  /** JSON. */
  event: string;
  context: Record<string, unknown>;
  /** Epoch ms. */
  deadline: number;
  trace: string;
}

export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export type WorkerReply =
  | { type: 'ready' }
  | { type: 'output'; stream: 'stdout' | 'stderr'; text: string }
  | { type: 'result'; payload: string }
  | { type: 'error'; error: FunctionError };

type Handler = (event: unknown, context: unknown) => unknown;

const { code, handler } = workerData as WorkerData;
const reply = (message: WorkerReply): void => parentPort!.postMessage(message);

tellOutput('stdout');
tellOutput('stderr');

try {
  const run = await load();
  reply({ type: 'ready' });
  parentPort!.on('message', (request: WorkerRequest) => void answer(run, request));
} catch (error) {
  reply({ type: 'error', error: describe(error) });
}

/** In place of streams between threads, which ask for more after each line, and so wake both threads once more. */
function tellOutput(stream: 'stdout' | 'stderr'): void {
  // Characters may come in parts.
  const decoder = new StringDecoder();
  process[stream].write = (
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | ((error?: Error) => void),
    written?: (error?: Error) => void,
  ): boolean => {
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8')
        : Buffer.from(chunk);
    reply({ type: 'output', stream, text: decoder.write(bytes) });
    const told = typeof encoding === 'function' ? encoding : written;
    if (told) queueMicrotask(told);
    return true;
  };
}

async function load(): Promise<Handler> {
  const dot = handler.lastIndexOf('.');
  const path = resolve(code, handler.slice(0, dot));
  const file = ['.js', '.mjs', '.cjs'].map((extension) => path + extension).find(existsSync);
  if (!file) throw named('Runtime.ImportModuleError', `Cannot find module '${handler.slice(0, dot)}'`);
  const module: Record<string, unknown> = file.endsWith('.mjs')
    ? await import(pathToFileURL(file).href)
    : createRequire(file)(file);
  const found = module[handler.slice(dot + 1)];
  if (typeof found !== 'function') {
    throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  return found as Handler;
}

async function answer(run: Handler, { event, context, deadline, trace }: WorkerRequest): Promise<void> {
  process.env._X_AMZN_TRACE_ID = trace;
  try {
    const getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
    const result = await run(JSON.parse(event), { ...context, getRemainingTimeInMillis });
    reply({ type: 'result', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    reply({ type: 'error', error: describe(error) });
  }
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: error.stack?.split('\n') ?? [],
  };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
