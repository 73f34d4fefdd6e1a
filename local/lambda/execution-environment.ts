import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { FunctionError, WorkerData, WorkerReply, WorkerRequest } from './worker.ts';

/** Lambda gives the code outside the handler ten seconds. */
const INIT_TIMEOUT_MS = 10_000;
/** By itself V8 lets the garbage of each thread grow to a hundred MB, and there are two threads a function. */
const YOUNG_GENERATION_MB = 16;

export type Outcome = { payload: string } | { error: FunctionError };

/** One thread that holds one function, as a Lambda execution environment does. */
export interface ExecutionEnvironment {
  /** Ends the initialization: undefined, or why it failed. */
  ready: Promise<FunctionError | undefined>;
  /** False once the thread has ended, whatever ended it. */
  alive(): boolean;
  /** Runs the handler once. What runs beyond the deadline is ended, and its thread with it. */
  invoke(request: WorkerRequest): Promise<Outcome>;
  close(): Promise<void>;
}

export interface EnvironmentOptions extends WorkerData {
  /** All that `process.env` holds in there. */
  environment: Record<string, string>;
  memoryMb: number;
  /** Called with each line that the function prints. */
  onLine(line: string): void;
}

export function startEnvironment(options: EnvironmentOptions): ExecutionEnvironment {
  const { code, handler, environment, memoryMb, onLine } = options;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { code, handler } satisfies WorkerData,
    env: environment,
    // The flags of the parent (tsx, vitest) are none of the function's business.
    execArgv: ['--no-warnings'],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    stdout: true,
    stderr: true,
  });
  // What Node.js itself has to say, before the worker's own output.
  for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on('line', onLine);
  const unended = { stdout: '', stderr: '' };
  const print = (stream: keyof typeof unended, text: string) => {
    const lines = (unended[stream] + text).split(/\r?\n/);
    unended[stream] = lines.pop()!;
    for (const line of lines) onLine(line);
  };

  let alive = true;
  let settle: ((outcome: WorkerReply) => void) | undefined;
  const end = (error: FunctionError) => {
    alive = false;
    settle?.({ type: 'error', error });
  };
  worker.on('message', (message: WorkerReply) => {
    if (message.type === 'output') print(message.stream, message.text);
    else settle?.(message);
  });
  worker.on('error', (error: Error) => end(crash(error)));
  worker.on('exit', () => {
    for (const rest of Object.values(unended)) if (rest !== '') onLine(rest);
    end({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited' });
  });

  const next = async (timeoutMs: number, onTimeout: FunctionError): Promise<WorkerReply> => {
    const { promise, resolve } = Promise.withResolvers<WorkerReply>();
    settle = resolve;
    const timer = setTimeout(() => {
      end(onTimeout);
      void worker.terminate();
    }, timeoutMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      settle = undefined;
    }
  };

  return {
    ready: next(INIT_TIMEOUT_MS, {
      errorType: 'Sandbox.Timedout',
      errorMessage: `Initialization took over ${INIT_TIMEOUT_MS / 1000} seconds`,
    }).then((message) => {
      if (message.type !== 'error') return undefined;
      alive = false;
      void worker.terminate();
      return message.error;
    }),
    alive: () => alive,
    async invoke(request) {
      if (!alive) return { error: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited' } };
      const remaining = Math.max(0, request.deadline - Date.now());
      const answer = next(remaining, {
        errorType: 'Sandbox.Timedout',
        errorMessage: `Task timed out after ${(remaining / 1000).toFixed(2)} seconds`,
      });
      worker.postMessage(request);
      const message = await answer;
      if (message.type === 'result') return { payload: message.payload };
      if (message.type === 'error') return { error: message.error };
      throw new Error('The worker reported itself ready twice.');
    },
    async close() {
      alive = false;
      await worker.terminate();
    },
  };
}

/** The thread ended by an exception that nobody caught, or by its memory limit. */
function crash(error: Error & { code?: string }): FunctionError {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { errorType: 'Runtime.OutOfMemory', errorMessage: 'Runtime exited with error: signal: killed' };
  }
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}
