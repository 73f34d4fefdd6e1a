import type { ReportLine } from './report.ts';
import type { Reason } from './source.ts';

/** What has come of all that was found so far. */
export interface Tally {
  uploaded: number;
  skipped: number;
  /** In a dry run. */
  missing: number;
  /** Lines of the report. */
  told: Record<ReportLine['state'], number>;
  /** The same by their codes. */
  codes: Map<string, number>;
  left: Record<Reason, number>;
  /** Of images whose end is known. */
  bytes: number;
  /** Of what was uploaded. */
  sent: number;
}

export function newTally(): Tally {
  return {
    uploaded: 0,
    skipped: 0,
    missing: 0,
    told: { refused: 0, failed: 0, different: 0 },
    codes: new Map(),
    left: { hidden: 0, name: 0, other: 0 },
    bytes: 0,
    sent: 0,
  };
}

/** Images whose end is known. */
export function endedOf({ uploaded, skipped, missing, told }: Tally): number {
  return uploaded + skipped + missing + told.refused + told.failed + told.different;
}

/** Whether all that was found is there as it lies at its source, or would be. */
export function isWell(tally: Tally): boolean {
  return Object.values(tally.told).every((count) => count === 0);
}

const LEFT: Record<Reason, string> = {
  name: 'no images by their names (--all sends them too)',
  hidden: "hidden, or a system's own",
  other: 'links to folders, devices and the like',
};

/** What has come of an import, in sentences, each a line. */
export function summaryOf(tally: Tally, { ms, report }: { ms: number; report: string }): string {
  const { uploaded, skipped, missing, told, codes, left, sent } = tally;
  const lines = [
    ...(missing > 0 ? [`${numberOf(missing)} would be uploaded.`] : []),
    ...(uploaded > 0
      ? [
          `${numberOf(uploaded)} uploaded, ${megabytes(sent)} MB, in ${timeOf(ms)} (${perSecond(uploaded, ms)} a second).`,
        ]
      : []),
    ...(uploaded + missing === 0 ? ['Nothing uploaded.'] : []),
    ...(skipped > 0 ? [`${numberOf(skipped)} skipped: they are there.`] : []),
  ];
  if (!isWell(tally)) {
    const states = Object.entries(told).filter(([, count]) => count > 0);
    const counts = states.map(([state, count]) => `${numberOf(count)} ${state}`).join(', ');
    const reasons = [...codes].map(([code, count]) => `${code} ${numberOf(count)}`).join(', ');
    lines.push(`${counts} (${reasons}): ${report} says which, and why.`);
  }
  for (const [reason, count] of Object.entries(left) as [Reason, number][])
    if (count > 0) lines.push(`${numberOf(count)} left out: ${LEFT[reason]}.`);
  return lines.join('\n');
}

export function numberOf(count: number): string {
  return count.toLocaleString('en');
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

export function perSecond(count: number, ms: number): string {
  return (count / Math.max(ms / 1000, 0.001)).toLocaleString('en', {
    maximumFractionDigits: count < 10 ? 1 : 0,
  });
}

/** Minutes and seconds, and hours where there are any. */
export function timeOf(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return (parts[0] === 0 ? parts.slice(1) : parts)
    .map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0')))
    .join(':');
}
