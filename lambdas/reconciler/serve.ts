import type { Finding } from './judging/finding.ts';
import { type Reinspected, reinspect } from './reinspect.ts';
import { readRequest } from './requests.ts';
import { advance } from './running/advance.ts';
import { publish, type Report, reportOf } from './running/report.ts';
import { begin, progressOf, type Run } from './running/run.ts';
import type { ReconcilerServices } from './services.ts';

/** What the function answers to who runs it by hand: to be given back as it is, until there is a report. */
export interface SliceAnswer {
  run: Run;
  /** What has come out in this slice, so many at most. */
  findings: Finding[];
  /** From 0 to 1. */
  progress: number;
  /** At the end. */
  report?: Report;
}

/** Lambda answers 6 MB at most. The log has them all. */
const MOST_FINDINGS = 5_000;

/**
 * Does a slice, and answers how it goes on.
 * @throws Error when nothing is asked for that the reconciler does
 */
export async function serveByHand(
  event: unknown,
  services: ReconcilerServices,
  mayGoOn: () => boolean,
): Promise<SliceAnswer | Reinspected> {
  const request = readRequest(event);
  if (request.kind === 'reinspect') return reinspect(request, services);
  const { run, findings, report } = await work(request, services, mayGoOn);
  const told = findings.slice(0, MOST_FINDINGS);
  return { run, findings: told, progress: progressOf(run), ...(report && { report }) };
}

/** Does a slice, and lets the next message do the rest. */
export async function serveByQueue(
  body: string,
  services: ReconcilerServices,
  mayGoOn: () => boolean,
): Promise<void> {
  const request = readRequest(JSON.parse(body));
  if (request.kind === 'reinspect') throw new Error('Records are sent to the inspector by hand alone');
  const { run, report } = await work(request, services, mayGoOn);
  if (!report) await services.queues.goOn(run, services.now());
}

async function work(
  request: Exclude<ReturnType<typeof readRequest>, { kind: 'reinspect' }>,
  services: ReconcilerServices,
  mayGoOn: () => boolean,
): Promise<{ run: Run; findings: Finding[]; report?: Report }> {
  const { now, logger } = services;
  const given = request.kind === 'begin' ? begin(request, now()) : request;
  const { run, findings } = await advance(given, services, mayGoOn);
  if (run.phase !== 'done') return { run, findings };
  const report = reportOf(run, now());
  publish(report, logger);
  return { run, findings, report };
}
