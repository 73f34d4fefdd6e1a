import type { LocalRun } from '../../../local/options.ts';
import { startLocalRun } from '../../../local/run.ts';
import { type DeclaredAlarm, declaredAlarms } from '../cloudwatch/alarm.ts';
import { historyOf, type Transition } from '../cloudwatch/history.ts';
import { metricKey } from '../cloudwatch/metric.ts';
import { checkMetrics } from '../collect/known.ts';
import { measure } from '../collect/measure.ts';
import { observe, sampleQueues } from '../collect/observed.ts';
import { DRILL_PARAMETERS } from '../drilled-stage.ts';
import { brokenBundles } from '../faults/broken-bundle.ts';
import type { Fault, TrafficRate } from '../faults/fault.ts';
import { type DeploymentGroup, deploymentGroups } from '../release.ts';
import { VirtualClock } from './clock.ts';
import { Traffic } from './traffic.ts';
import { caughtUp, hasWork } from './work.ts';

/** Minutes of health before the fault begins: more than any alarm looks back. */
const HEALTHY_MINUTES = 5;
/** Uploads before the clock begins, so that no function starts up any more. */
const WARMING_UPLOADS = 24;
/** Ms of a minute in which nothing happens any more. */
const QUIET_MS = 25;
/** Traffic where nothing depends on how much there is. */
const FEW: TrafficRate = { uploads: 4, reads: 6 };
/** Part of the traffic that a release gets first. */
const FIRST_SHARE = 0.1;

export interface RehearsalOptions {
  /** Folder of the synthesized stage. */
  assembly: string;
  /** Real ms that a virtual minute takes at least. */
  msPerMinute: number;
}

/**
 * What the fault is in: `everything`; or, with a release under way, the `new version` that has a tenth of the traffic.
 * What is wrong with an engine meets both versions of a release alike.
 */
export type Scene = 'everything' | 'new version' | 'engines';

/** An alarm of the template, and what it did. */
interface RehearsedAlarm extends Pick<DeclaredAlarm, 'name' | 'ref' | 'runbook' | 'notifies'> {
  /** What it watches, as `metricKey` writes it. */
  metricKeys: string[];
  history: Transition[];
}

/** What a rehearsal showed. */
export interface Rehearsal {
  alarms: RehearsedAlarm[];
  groups: DeploymentGroup[];
  /** Minute of the fault's beginning. */
  began: number;
  /** The fault left its trace. */
  happened: boolean;
  /** Metrics that were measured. */
  measured: string[];
}

/**
 * Runs the stage, lets a fault begin, and asks the alarms of the template what CloudWatch would have said.
 * @throws Error when the template has an alarm that the drill cannot judge
 */
export async function rehearse(
  fault: Fault,
  scene: Scene,
  { assembly, msPerMinute: usual }: RehearsalOptions,
): Promise<Rehearsal> {
  const release = scene !== 'everything';
  const rate = scene === 'everything' ? FEW : fault.traffic;
  const { observed, options } = observe();
  const bundles = brokenBundles();
  let begun = false;
  let run: LocalRun | undefined;
  let clock: VirtualClock | undefined;
  try {
    run = await startLocalRun({
      ...options,
      assembly,
      parameters: DRILL_PARAMETERS,
      retryScale: () => (clock?.msPerMinute ?? usual) / 60_000,
      newVersionShare: release ? FIRST_SHARE : undefined,
      faults: {
        ...fault.engines?.(() => begun),
        version: (settings) => {
          const { bundle } = fault;
          const breaks =
            bundle && settings.name.includes(bundle.function) && (!release || settings.version === '2');
          return breaks ? bundles.of(settings, bundle) : settings;
        },
      },
    });
    const alarms = declaredAlarms(run.deployment);
    checkMetrics(alarms, run.deployment);
    const traffic = new Traffic(run);
    const msPerMinute = Math.max(fault.msPerMinute ?? usual, await paceOf(run, traffic, rate));
    clock = new VirtualClock(Date.now(), msPerMinute);
    for (let minute = 0; minute < HEALTHY_MINUTES + fault.minutes; minute++) {
      if (minute === HEALTHY_MINUTES) {
        begun = true;
        bundles.begin();
      }
      const acting = begun ? fault.act?.(run, minute - HEALTHY_MINUTES) : undefined;
      await Promise.all([traffic.minute(rate, msPerMinute), acting]);
      await caughtUp(run);
      await sampleQueues(run, observed);
      clock.endMinute(Date.now());
    }
    await traffic.end();
    const minutes = scene === 'new version' ? 0 : (fault.afterwards ?? 0);
    if (minutes > 0) await watchQuietly(run, clock, minutes, () => sampleQueues(run!, observed));
    const { minute: until } = clock;
    const data = measure(observed, run.deployment, clock);
    return {
      alarms: alarms.map((alarm) => ({
        ...alarm,
        metricKeys: [...alarm.metrics.values()].map(({ metric }) => metricKey(metric)),
        history: historyOf(alarm, data, until),
      })),
      groups: deploymentGroups(run.deployment),
      began: HEALTHY_MINUTES,
      happened: fault.happened(observed),
      measured: data.keys(),
    };
  } finally {
    await run?.stop();
    bundles.remove();
  }
}

/**
 * Ms that a minute needs on this machine: what its traffic takes, and a part more, so that all minutes are alike. No
 * function starts up any more then.
 */
async function paceOf(run: LocalRun, traffic: Traffic, rate: TrafficRate): Promise<number> {
  const take = async (some: TrafficRate) => {
    const from = Date.now();
    await traffic.minute(some, 0);
    await traffic.end();
    await caughtUp(run);
    return Date.now() - from;
  };
  await take({ uploads: WARMING_UPLOADS, reads: 0 });
  return 1.25 * (await take(rate));
}

/** Waits until all that fails has become a dead letter, and then looks on, with a clock that goes faster. */
async function watchQuietly(
  run: LocalRun,
  clock: VirtualClock,
  minutes: number,
  sample: () => Promise<void>,
): Promise<void> {
  const next = async (ms: number) => {
    await new Promise((resume) => setTimeout(resume, ms));
    await sample();
    clock.endMinute(Date.now());
  };
  const pace = clock.msPerMinute;
  while (await hasWork(run)) await next(pace);
  for (let minute = 0; minute < minutes; minute++) await next(QUIET_MS);
}
