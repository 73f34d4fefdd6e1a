import { randomBytes, randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Credentials } from '../iam/identities.ts';
import { type ExecutionEnvironment, type Outcome, startEnvironment } from './execution-environment.ts';
import { keepAddonsLoaded } from './native-addons.ts';
import type { FunctionError } from './worker.ts';

/** Bytes of JSON that a synchronous invocation may carry, either way. */
const MAX_PAYLOAD = 6 * 1024 * 1024;

export interface FunctionSettings {
  /** Physical name. */
  name: string;
  arn: string;
  region: string;
  /** Folder of the unpacked bundle. */
  code: string;
  handler: string;
  runtime: string;
  timeoutSeconds: number;
  memoryMb: number;
  logGroup: string;
  /** Lines of logs are JSON; at most this chatty. */
  logLevel: string | undefined;
  /** `ReservedConcurrentExecutions`: what is over it is throttled. Undefined: what is over the cap waits. */
  reserved: number | undefined;
  /** What the template declares. */
  variables: Record<string, string>;
  credentials: Credentials;
  /** Where the SDK finds the local services: `AWS_ENDPOINT_URL_…`. */
  endpoints: Record<string, string>;
}

export type Invocation = { payload: string } | { error: FunctionError; throttled?: true; tooLarge?: true };

export interface LocalFunction {
  readonly name: string;
  readonly arn: string;
  /** Starts an environment ahead of the first event. @throws Error that says why the function does not start. */
  warm(): Promise<void>;
  /** Never rejects: what goes wrong inside is an outcome. */
  invoke(event: unknown, qualifiedArn?: string): Promise<Invocation>;
  close(): Promise<void>;
}

/**
 * Threads that one function may have at once on this machine; more events wait for a free one. Every new one costs
 * the processors a cold start, so that many at once would make a burst slower, not faster.
 */
const CAP = Math.max(4, 2 * availableParallelism());

/** A function with its environments: one event each at a time, another environment when all are busy. */
export function createFunction(settings: FunctionSettings, onLine: (line: string) => void): LocalFunction {
  const environments = new Set<ExecutionEnvironment>();
  const idle: ExecutionEnvironment[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;
  let closed = false;
  keepAddonsLoaded(settings.code);

  const start = (): ExecutionEnvironment => {
    const environment = startEnvironment({
      code: settings.code,
      handler: settings.handler,
      memoryMb: settings.memoryMb,
      environment: processEnvironment(settings),
      onLine,
    });
    environments.add(environment);
    return environment;
  };
  const release = (environment: ExecutionEnvironment) => {
    if (environment.alive() && !closed) idle.push(environment);
    else environments.delete(environment);
  };
  const takeIdle = (): ExecutionEnvironment | undefined => {
    for (let environment = idle.pop(); environment; environment = idle.pop()) {
      if (environment.alive()) return environment;
      environments.delete(environment);
    }
    return undefined;
  };

  const run = async (event: string, arn: string): Promise<Outcome> => {
    let environment = takeIdle();
    if (!environment) {
      environment = start();
      const failure = await environment.ready;
      if (failure) {
        environments.delete(environment);
        return { error: failure };
      }
    }
    const outcome = await environment.invoke({
      event,
      context: invocationContext(settings, arn),
      deadline: Date.now() + settings.timeoutSeconds * 1000,
      trace: `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')};Sampled=0`,
    });
    release(environment);
    return outcome;
  };

  return {
    name: settings.name,
    arn: settings.arn,
    async warm() {
      const environment = start();
      const failure = await environment.ready;
      if (!failure) return release(environment);
      environments.delete(environment);
      throw new Error(`${settings.name} does not start: ${failure.errorType}: ${failure.errorMessage}`);
    },
    async invoke(event, qualifiedArn = settings.arn) {
      const json = JSON.stringify(event);
      if (Buffer.byteLength(json) > MAX_PAYLOAD) {
        return {
          error: failure('RequestTooLarge', 'Request must be smaller than 6291456 bytes'),
          tooLarge: true,
        };
      }
      if (settings.reserved !== undefined && busy >= settings.reserved) {
        return { error: failure('TooManyRequestsException', 'Rate Exceeded.'), throttled: true };
      }
      while (busy >= CAP) await new Promise<void>((free) => waiting.push(free));
      busy++;
      try {
        const outcome = await run(json, qualifiedArn);
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
    async close() {
      closed = true;
      await Promise.all([...environments].map((environment) => environment.close()));
    },
  };
}

const failure = (errorType: string, errorMessage: string): FunctionError => ({ errorType, errorMessage });

/**
 * What Lambda puts into a function's environment, and what the template declares; nothing of this machine.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
function processEnvironment(settings: FunctionSettings): Record<string, string> {
  const { name, region, credentials, logLevel } = settings;
  return {
    ...settings.variables,
    _HANDLER: settings.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: settings.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/[1]${randomUUID().replaceAll('-', '')}`,
    ...(logLevel !== undefined && { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: logLevel }),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    LAMBDA_TASK_ROOT: settings.code,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...settings.endpoints,
  };
}

function invocationContext(settings: FunctionSettings, invokedFunctionArn: string): Record<string, unknown> {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: settings.name,
    functionVersion: '1',
    invokedFunctionArn,
    memoryLimitInMB: String(settings.memoryMb),
    awsRequestId: randomUUID(),
    logGroupName: settings.logGroup,
    logStreamName: 'local',
  };
}
