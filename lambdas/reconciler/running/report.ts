import { FINDING_CODES } from '../../../contract/findings.ts';
import type { Logger } from '../../shared/logger.ts';
import { emitMetrics } from '../../shared/metrics.ts';
import { findingsOf, type Run, repairedOf } from './run.ts';

/** What a run says at its end, in the log and to who runs it by hand. */
export interface Report {
  run: string;
  repair: boolean;
  /** Of the ids that were looked at; empty for all. */
  idPrefix: string;
  /** From its beginning to its end, waiting included. */
  seconds: number;
  slices: number;
  objects: number;
  /** Objects under the same prefixes that are not this service's, and were left alone. */
  foreign: number;
  records: number;
  found: Run['found'];
  findings: number;
  /** As was seen. */
  repaired: number;
  /** The others, and suspects that found no room where such have turned out to be orphans. */
  left: number;
  /** Of these what the inspector was asked, and nobody has looked at again. */
  unverified: number;
  /** Why orphans were not deleted. */
  spared?: Run['spared'];
  /** Orphans perhaps, which a run that does not wait has seen once. */
  suspects: number;
  /** Suspects that found no room: the next run has them. */
  suspectsLeftOut: number;
  endless?: true | undefined;
}

export function reportOf(run: Run, now: number): Report {
  const findings = findingsOf(run);
  const repaired = repairedOf(run);
  return {
    run: run.run,
    repair: run.repair,
    idPrefix: run.idPrefix,
    seconds: Math.round((now - run.startedAt) / 1000),
    slices: run.slice,
    objects: run.seen.objects,
    foreign: run.seen.foreign,
    records: run.seen.records,
    found: run.found,
    findings,
    repaired,
    left: findings - repaired + (run.orphans.length > 0 ? run.suspectsLeftOut : 0),
    unverified: run.unverified,
    spared: run.spared,
    suspects: run.suspects.length,
    suspectsLeftOut: run.suspectsLeftOut,
    endless: run.endless,
  };
}

/** Zeros too, so that an alarm ends. A run of a part says nothing of the whole. */
export function publish(report: Report, logger: Logger): void {
  logger.info('Reconciled', { ...report });
  if (report.idPrefix !== '') return;
  const { objects, records, findings, repaired, left, found, endless } = report;
  emitMetrics({
    ObjectsReconciled: objects,
    RecordsReconciled: records,
    Findings: findings,
    FindingsRepaired: repaired,
    FindingsLeft: left + (endless ? 1 : 0),
  });
  for (const code of FINDING_CODES) emitMetrics({ Findings: found[code] ?? 0 }, { code });
}
