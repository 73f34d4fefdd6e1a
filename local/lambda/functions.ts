import { availableParallelism } from 'node:os';
import type { EndedInvocation } from '../calls.ts';
import type { Credentials } from '../iam/identities.ts';
import { environmentPool } from './environment-pool.ts';
import { type Outcome, startEnvironment } from './execution-environment.ts';
import type { FunctionSettings } from './function-settings.ts';
import { isLogged } from './log-level.ts';
import { nextTrace } from './loops/lineage.ts';
import { keepAddonsLoaded } from './native-addons.ts';
import { invocationContext, processEnvironment } from './runtime-environment.ts';
import type { FunctionError } from './worker.ts';

/** Bytes of JSON that a synchronous invocation may carry, either way. */
const MAX_PAYLOAD = 6 * 1024 * 1024;

export type Invocation = { payload: string } | { error: FunctionError; throttled?: true; tooLarge?: true };

/** What a caller tells of an invocation. */
interface InvocationCall {
  /** Made up when left out. */
  requestId?: string;
  iteratorAgeMs?: number;
  /** Trace header of what led to it. */
  trace?: string;
}

export interface LocalFunction {
  readonly name: string;
  readonly arn: string;
  /** Of its role. */
  readonly credentials: Credentials;
  /** Events that it is at, at once, on this machine; more of them wait. */
  readonly atOnce: number;
  /** Starts an environment ahead of the first event. @throws Error that says why the function does not start. */
  warm(): Promise<void>;
  /**
   * Has other code answer from the next event on; what is under way ends on the code before.
   * @param code folder of the unpacked bundle
   * @throws Error that says why it does not start; the code before stays
   */
  reload(code: string): Promise<void>;
  /** Never rejects: what goes wrong inside is an outcome. */
  invoke(event: unknown, qualifiedArn?: string, call?: InvocationCall): Promise<Invocation>;
  close(): Promise<void>;
}

/** Where event sources do not ask for more. */
const AT_ONCE = Math.max(4, 2 * availableParallelism());

/** A function with its environments: one event each at a time, another environment when all are busy. */
export function createFunction(
  settings: FunctionSettings,
  onLine: (line: string) => void,
  onEnd: (invocation: EndedInvocation) => void = () => {},
): LocalFunction {
  const waiting: (() => void)[] = [];
  const atOnce = Math.max(AT_ONCE, settings.environments);
  let busy = 0;
  keepAddonsLoaded(settings.code);

  const startBy = (code: string) => () =>
    startEnvironment({
      code,
      handler: settings.handler,
      memoryMb: settings.memoryMb,
      environment: processEnvironment({ ...settings, code }),
      onLine: (line) => {
        if (isLogged(line, settings.logLevel)) onLine(line);
      },
    });
  const pool = environmentPool(startBy(settings.code), availableParallelism());
  const startAhead = async (code?: string) => {
    const begun = await pool.begin(code === undefined ? undefined : startBy(code));
    if ('errorType' in begun)
      throw new Error(`${settings.name} does not start: ${begun.errorType}: ${begun.errorMessage}`);
    pool.release(begun);
  };

  const run = async (event: string, arn: string, call: InvocationCall): Promise<Outcome> => {
    const ended = (at: number, outcome: Outcome, ms: number) => {
      const failed = 'error' in outcome && { error: outcome.error.errorType };
      onEnd({ arn, version: settings.version, at, ms, concurrent, ...failed, ...aged(call) });
      return outcome;
    };
    const concurrent = busy;
    const environment = await pool.take();
    if ('errorType' in environment) return ended(Date.now(), { error: environment }, 0);
    const at = Date.now();
    const started = performance.now();
    const outcome = await environment.invoke({
      event,
      context: invocationContext(settings, arn, call.requestId),
      deadline: at + settings.timeoutSeconds * 1000,
      trace: nextTrace(settings.arn, call.trace),
    });
    pool.release(environment);
    return ended(at, outcome, performance.now() - started);
  };

  return {
    name: settings.name,
    arn: settings.arn,
    credentials: settings.credentials,
    atOnce,
    warm: () => startAhead(),
    reload: startAhead,
    async invoke(event, qualifiedArn = settings.arn, call = {}) {
      const json = JSON.stringify(event);
      if (Buffer.byteLength(json) > MAX_PAYLOAD) {
        return {
          error: failure('RequestTooLarge', 'Request must be smaller than 6291456 bytes'),
          tooLarge: true,
        };
      }
      if (settings.reserved !== undefined && busy >= settings.reserved) {
        const { version } = settings;
        onEnd({ arn: qualifiedArn, version, at: Date.now(), ms: 0, concurrent: busy, throttled: true });
        return { error: failure('TooManyRequestsException', 'Rate Exceeded.'), throttled: true };
      }
      while (busy >= atOnce) await new Promise<void>((free) => waiting.push(free));
      busy++;
      try {
        const outcome = await run(json, qualifiedArn, call);
        if ('payload' in outcome && Buffer.byteLength(outcome.payload) > MAX_PAYLOAD) {
          return {
            error: failure('Function.ResponseSizeTooLarge', 'Response payload size exceeded 6291556 bytes'),
          };
        }
        return outcome;
      } finally {
        busy--;
        waiting.shift()?.();
      }
    },
    close: pool.close,
  };
}

const aged = ({ iteratorAgeMs }: InvocationCall) => iteratorAgeMs !== undefined && { iteratorAgeMs };

const failure = (errorType: string, errorMessage: string): FunctionError => ({ errorType, errorMessage });
