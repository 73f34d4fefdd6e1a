import type { ServiceCall } from '../../local/calls.ts';
import { type StageRun, type StageRunOptions, startStage } from '../../tools/local/stage-run.ts';
import { Arrivals } from './service/arrivals.ts';

/** The whole service on this machine, and what went on in it. */
export interface BenchRun extends StageRun {
  /** Where they are counted, every call to DynamoDB and S3 so far. */
  calls: ServiceCall[];
  /**
   * When the inspector had written its verdict on the record, as `performance.now()` has it.
   * @throws Error with one sentence when it does not
   */
  inspected(id: string): Promise<number>;
}

/** Four shards, the highest throttle. */
export const STAGE = 'prod';

type BenchOptions = Omit<StageRunOptions, 'stage' | 'onLog'> & {
  /** Count the calls, which takes time that `npm start` does not take. */
  counting?: boolean;
};

/** Starts the stage that is measured. */
export async function startBenchRun({
  counting = false,
  onCall,
  ...options
}: BenchOptions = {}): Promise<BenchRun> {
  const calls: ServiceCall[] = [];
  const inspected = new Arrivals('was not inspected');
  const run = await startStage({
    ...options,
    stage: STAGE,
    onCall: counting ? (call) => void calls.push(call) : onCall,
    onLog(_, line) {
      const [, id] = /^\{.*"Inspected".*"id":"([\w-]+)"/.exec(line) ?? [];
      if (id) inspected.note(id);
    },
  });
  return { ...run, calls, inspected: (id) => inspected.at(id) };
}
