import type { ExecutionEnvironment } from './execution-environment.ts';
import type { FunctionError } from './worker.ts';

/** The environments of one function: those that wait for an event, and those that are at one. */
export interface EnvironmentPool {
  /** One that is free, or whatever is there first: one that gets free, or a new one. @returns an error where none starts */
  take(): Promise<ExecutionEnvironment | FunctionError>;
  /**
   * A new one; in another way, those after it start so too, and those before it end with their events.
   * @returns an error when it does not start; all stays as it was
   */
  begin(next?: Start): Promise<ExecutionEnvironment | FunctionError>;
  /** Gives back what was taken. */
  release(environment: ExecutionEnvironment): void;
  close(): Promise<void>;
}

type Start = () => ExecutionEnvironment;

/** How long an event waits for a busy environment, until a start has shown how long a new one takes. */
const FIRST_PATIENCE_MS = 100;

/**
 * An event that finds all of them busy has a new one started, while there are fewer than processors. After that it waits as long as
 * a new one would take to start, and only then has one started, one at a time: threads share the processors, and a new one has to
 * be compiled until it is as quick as the others.
 * @param processors - of this machine
 */
export function environmentPool(start: Start, processors: number): EnvironmentPool {
  /** Each with the way that it was started. */
  const environments = new Map<ExecutionEnvironment, Start>();
  const idle: ExecutionEnvironment[] = [];
  const inLine: ((freed: ExecutionEnvironment) => void)[] = [];
  let patienceMs = FIRST_PATIENCE_MS;
  let starting = false;
  let closed = false;

  const takeIdle = (): ExecutionEnvironment | undefined => {
    for (let environment = idle.pop(); environment; environment = idle.pop()) {
      if (environment.alive()) return environment;
      environments.delete(environment);
    }
    return undefined;
  };
  /** The next that gets free, for those in line in their order; undefined when none does in time. */
  const freed = (ms: number) =>
    new Promise<ExecutionEnvironment | undefined>((resolve) => {
      const leave = setTimeout(() => {
        inLine.splice(inLine.indexOf(take), 1);
        resolve(undefined);
      }, ms);
      const take = (environment: ExecutionEnvironment) => {
        clearTimeout(leave);
        resolve(environment);
      };
      inLine.push(take);
    });
  const retire = (environment: ExecutionEnvironment) => {
    environments.delete(environment);
    void environment.close();
  };
  const begin = async (next?: Start): Promise<ExecutionEnvironment | FunctionError> => {
    if (closed) return { errorType: 'Runtime.ExitError', errorMessage: 'The run has ended' };
    const began = performance.now();
    const how = next ?? start;
    const environment = how();
    environments.set(environment, how);
    const failure = await environment.ready;
    if (failure) {
      environments.delete(environment);
      return failure;
    }
    patienceMs = performance.now() - began;
    if (next) {
      start = next;
      idle.splice(0).forEach(retire);
    }
    return environment;
  };

  return {
    begin,
    async take() {
      for (;;) {
        const free = takeIdle();
        if (free) return free;
        if (environments.size < processors) return begin();
        const environment = await freed(patienceMs);
        if (environment) return environment;
        if (starting) continue;
        starting = true;
        return begin().finally(() => {
          starting = false;
        });
      }
    },
    release(environment) {
      if (!environment.alive()) environments.delete(environment);
      else if (closed || environments.get(environment) !== start) retire(environment);
      else if (inLine.length > 0) inLine.shift()!(environment);
      else idle.push(environment);
    },
    async close() {
      closed = true;
      await Promise.all([...environments.keys()].map((environment) => environment.close()));
    },
  };
}
