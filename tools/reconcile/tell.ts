import { FINDING_CODES, FINDINGS, type Remedy } from '../../contract/findings.ts';
import type { Run } from '../../lambdas/reconciler/running/run.ts';
import type { Outcome } from './reconcile.ts';

const MENDED: Record<Remedy, string> = {
  recheck: 'the inspector, asked again',
  delete: 'deletion of that version',
  person: 'a person: see docs/runbook.md',
};

const SPARED: Record<NonNullable<Run['spared']>, string> = {
  'dry run': '',
  'too many':
    'Orphans are more than the share of objects that the stage lets a run delete, and none was deleted: has the table lost records?',
  'no versions': 'The bucket keeps no versions, so no orphan was deleted.',
};

/** A line of how far it is. */
export function standingOf({ seen, found, phase, notBefore }: Run): string {
  const findings = Object.values(found).reduce((sum, count) => sum + count, 0);
  const parts = [`${seen.objects} objects`, `${seen.records} records`, `${findings} findings`];
  if (notBefore !== undefined) parts.push(`looking again at ${timeOf(notBefore)}`);
  else parts.push(phase);
  return parts.join('  ');
}

/** What came out, as a table. */
export function tableOf({ run, report }: Outcome): string {
  const { seen, found, repair, suspects, suspectsLeftOut, spared } = run;
  const codes = FINDING_CODES.filter((code) => found[code]);
  const width = Math.max(7, ...codes.map((code) => code.length));
  const lines = codes.map(
    (code) => `${code.padEnd(width)}  ${String(found[code]).padStart(7)}  ${MENDED[FINDINGS[code]]}`,
  );
  return [
    `${seen.objects} objects and ${seen.records} records were compared.`,
    ...(seen.foreign > 0 ? [`${seen.foreign} objects are not of this service, and were left alone.`] : []),
    ...(lines.length > 0
      ? ['', `${'Finding'.padEnd(width)}  ${'Number'.padStart(7)}  Mended by`, ...lines, '']
      : []),
    ...(report && codes.length === 0 && suspects.length === 0 ? ['They agree.'] : []),
    ...(report && codes.length > 0 ? [endOf(report.repaired, report.left, repair)] : []),
    ...(suspects.length > 0 && !report ? [waitingOf(run)] : []),
    ...(suspectsLeftOut > 0
      ? [`${suspectsLeftOut} more objects without a record found no room: the next run has them.`]
      : []),
    ...(spared && SPARED[spared] ? [SPARED[spared]] : []),
    ...(run.endless ? ['It took too many steps, and was ended.'] : []),
  ].join('\n');
}

function endOf(repaired: number, left: number, repair: boolean): string {
  return repair
    ? `${repaired} were repaired, ${left} are left.`
    : `Nothing was changed: it was a dry run. --repair mends what can be mended.`;
}

function waitingOf({ suspects, notBefore }: Run): string {
  const what = suspects.length === 1 ? '1 object has' : `${suspects.length} objects have`;
  return `${what} no record, or may have been left over; whether they are on their way out shows at ${timeOf(notBefore ?? 0)}. --wait waits for that, and a scheduled run does.`;
}

const timeOf = (at: number): string => new Date(at).toTimeString().slice(0, 8);
