import { FINDING_CODES, FINDINGS, type Remedy } from '../../contract/findings.ts';
import type { Report } from '../../lambdas/reconciler/running/report.ts';
import type { Run } from '../../lambdas/reconciler/running/run.ts';

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
export function tableOf({ run, report }: { run: Run; report?: Report | undefined }): string {
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
    ...(report && codes.length > 0 ? [endOf(report, repair)] : []),
    ...(suspects.length > 0 ? [waitingOf(run)] : []),
    ...(suspectsLeftOut > 0
      ? [`${suspectsLeftOut} more objects without a record found no room: the next run has them.`]
      : []),
    ...(spared && SPARED[spared] ? [SPARED[spared]] : []),
    ...(run.endless ? ['It took too many steps, and was ended.'] : []),
  ].join('\n');
}

function endOf({ repaired, left, unverified }: Report, repair: boolean): string {
  if (!repair) return 'Nothing was changed: it was a dry run. --repair mends what can be mended.';
  const unseen =
    unverified > 0
      ? ` Of these the inspector was asked for ${unverified}, and whether it has mended them shows with the next run.`
      : '';
  return `${repaired} were repaired, ${left} are left.${unseen}`;
}

function waitingOf({ suspects, graceMs }: Run): string {
  const what = suspects.length === 1 ? '1 object has' : `${suspects.length} objects have`;
  const minutes = Math.round(graceMs / 60_000);
  return `${what} no record, or may have been left over: they may be on their way out. --wait looks again, ${minutes} minutes later, and so does a run of the schedule.`;
}

const timeOf = (at: number): string => new Date(at).toTimeString().slice(0, 8);
