/** How often bucket and table are compared, and what comes of it. */
export interface ReconcileConfig {
  /** Hours from one run to the next, 1 to 168. */
  everyHours: number;
  /** Whether the runs of the schedule mend what they find; else they only tell it. */
  repair: boolean;
  /** Share of the objects seen that a run may delete, 0 to 0.5: if more of them are orphans, it deletes none. */
  deleteShare: number;
}

/** A week. */
const MOST_HOURS = 168;
const MOST_SHARE = 0.5;
const MILLION = 1_000_000;

/** The share as the reconciler is told it, which reads whole numbers. */
export const partsPerMillionOf = (share: number): number => Math.round(share * MILLION);

/** What is wrong with a stage's field `reconcile`. @param pendingDays - of the stage */
export function faultsOfReconcile(reconcile: false | ReconcileConfig, pendingDays: number): string[] {
  if (reconcile === false) return [];
  if (typeof reconcile !== 'object' || reconcile === null)
    return ['reconcile must be false, or { everyHours, repair, deleteShare }'];
  const { everyHours, repair, deleteShare } = reconcile;
  const faults: string[] = [];
  if (typeof repair !== 'boolean') faults.push(`reconcile.repair must be true or false, not ${repair}`);
  if (!(Number.isInteger(everyHours) && everyHours >= 1 && everyHours <= MOST_HOURS))
    faults.push(`reconcile.everyHours must be a whole number from 1 to ${MOST_HOURS}, not ${everyHours}`);
  else if (everyHours > pendingDays * 24)
    faults.push(
      'reconcile.everyHours must be pendingDays at most: a record whose upload was not seen would expire first',
    );
  if (!(deleteShare >= 0 && deleteShare <= MOST_SHARE))
    faults.push(`reconcile.deleteShare must be from 0 to ${MOST_SHARE}, not ${deleteShare}`);
  else if (partsPerMillionOf(deleteShare) / MILLION !== deleteShare)
    faults.push(`reconcile.deleteShare must have six decimals at most, and ${deleteShare} has more`);
  return faults;
}
