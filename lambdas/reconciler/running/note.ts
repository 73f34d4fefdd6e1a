import { FINDINGS, type FindingCode } from '../../../contract/findings.ts';
import type { Finding } from '../judging/finding.ts';
import type { PassPage, Seen } from '../passes/pass.ts';
import type { ReconcilerServices } from '../services.ts';
import type { Asked, PassName, Run, Suspect } from './run.ts';

/** What a run carries along: a message has room for it. */
const MOST_SUSPECTS = 500;
const MOST_ASKED = 1_000;

/** Tells of what a page has shown, asks the inspector to mend it, and counts it. */
export async function note(
  run: Run,
  pass: PassName,
  page: PassPage,
  findings: readonly Finding[],
  services: ReconcilerServices,
): Promise<Run> {
  const toDelete = findings.filter(({ code }) => FINDINGS[code] === 'delete');
  const others = findings.filter(({ code }) => FINDINGS[code] !== 'delete');
  const rechecks = run.repair ? others.filter(({ recheck }) => recheck) : [];
  for (const finding of others) tell(run, finding, services);
  await services.queues.recheck(rechecks.map(({ recheck }) => recheck!));

  const suspects = [...run.suspects, ...toDelete.map((finding) => suspectOf(pass, finding))];
  const asked = [...run.asked, ...rechecks.map(({ code, id }): Asked => ({ pass, code, id }))];
  return {
    ...run,
    cursor: page.cursor,
    seen: added(run.seen, page.seen),
    found: counted(run.found, others),
    suspects: suspects.slice(0, MOST_SUSPECTS),
    suspectsLeftOut: run.suspectsLeftOut + Math.max(0, suspects.length - MOST_SUSPECTS),
    rechecks: run.rechecks + rechecks.length,
    asked: asked.slice(0, MOST_ASKED),
    unverified: run.unverified + Math.max(0, asked.length - MOST_ASKED),
  };
}

/** A line for each finding: ids and keys, which say nothing of anybody. */
export function tell(
  { run }: Run,
  { code, id, key, versionId }: Omit<Finding, 'undated'>,
  { logger }: Pick<ReconcilerServices, 'logger'>,
): void {
  logger.info('Finding', { run, code, id, key, versionId, remedy: FINDINGS[code] });
}

const added = (before: Seen, more: Seen): Seen => ({
  objects: before.objects + more.objects,
  foreign: before.foreign + more.foreign,
  ids: before.ids + more.ids,
  records: before.records + more.records,
});

export function counted(found: Run['found'], more: readonly { code: FindingCode }[]): Run['found'] {
  const sum = { ...found };
  for (const { code } of more) sum[code] = (sum[code] ?? 0) + 1;
  return sum;
}

function suspectOf(pass: PassName, { code, id, key, versionId, own }: Finding): Suspect {
  return { pass, code, id, key: key!, versionId, own };
}
