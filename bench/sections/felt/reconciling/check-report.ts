import { isDeepStrictEqual } from 'node:util';
import type { FindingCode } from '../../../../contract/findings.ts';
import type { Report } from '../../../../lambdas/reconciler/running/report.ts';

/**
 * The report of `npm run reconcile -- --json`.
 * @param planted - how many faults of each kind there are to be found
 * @throws Error with one sentence when it has seen other records, or found other faults
 */
export function checkReport(
  out: string,
  { records, planted }: { records: number; planted: Partial<Record<FindingCode, number>> },
): Report {
  const report = JSON.parse(out.trim().split('\n').at(-1)!) as Report;
  if (report.records !== records)
    throw new Error(`The reconciler has seen ${report.records} records, and there are ${records}.`);
  if (!isDeepStrictEqual(report.found, planted))
    throw new Error(
      `The reconciler found ${JSON.stringify(report.found)}, and there is ${JSON.stringify(planted)}.`,
    );
  return report;
}
