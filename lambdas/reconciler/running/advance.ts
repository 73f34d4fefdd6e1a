import { inParallel } from '../../shared/in-parallel.ts';
import type { Finding } from '../judging/finding.ts';
import type { ReconcilerServices } from '../services.ts';
import { confirmOrphans, deleteOrphans, verifyRechecks } from './after-passes.ts';
import { note } from './note.ts';
import { beforeOf, type PassName, type Run } from './run.ts';
import { LOOKS, type Slice } from './slice.ts';

/** Some 28 hours: then it is rather a defect that goes round. */
const MOST_SLICES = 5_000;

/**
 * Does a slice of a run. Whatever it does can be repeated: what is asked of the inspector is conditional, and what is deleted has
 * a version.
 * @param mayGoOn - asked after each page
 * @throws whatever S3, DynamoDB or SQS threw: the slice is repeated
 */
export async function advance(
  run: Run,
  services: ReconcilerServices,
  mayGoOn: () => boolean,
): Promise<Slice> {
  if ((run.notBefore ?? 0) > services.now()) return { run, findings: [] };
  const slice = run.slice + 1;
  if (slice > MOST_SLICES) return { run: { ...run, slice, phase: 'done', endless: true }, findings: [] };
  const begun = { ...run, slice, notBefore: undefined };
  switch (run.phase) {
    case 'images':
    case 'thumbnails':
    case 'records':
      return goThrough(run.phase, begun, services, mayGoOn);
    case 'again':
      return confirmOrphans(begun, services);
    case 'delete':
      return deleteOrphans(begun, services);
    case 'verify':
      return verifyRechecks(begun, services);
    case 'done':
      return { run, findings: [] };
  }
}

async function goThrough(
  name: PassName,
  begun: Run,
  services: ReconcilerServices,
  mayGoOn: () => boolean,
): Promise<Slice> {
  const pass = services.passes[name];
  const before = beforeOf(begun);
  const findings: Finding[] = [];
  let run = begun;
  for await (const page of pass.sieve(begun.idPrefix, before, begun.cursor)) {
    const found: Finding[] = [];
    await inParallel(page.doubtful, LOOKS, async (id) => void found.push(...(await pass.look(id, before))));
    run = await note(run, name, page, found, services);
    findings.push(...found.filter(({ undated }) => !undated));
    if (page.cursor !== undefined && page.cursor !== begun.cursor && !mayGoOn()) return { run, findings };
  }
  return { run: next(name, run, services.now()), findings };
}

/** The second look comes when what was on its way at the first one has arrived. */
function next(name: PassName, run: Run, now: number): Run {
  const rest = { ...run, cursor: undefined };
  if (name === 'images') return { ...rest, phase: 'thumbnails' };
  if (name === 'thumbnails') return { ...rest, phase: 'records' };
  if (run.suspects.length > 0 && run.secondLook)
    return { ...rest, phase: 'again', notBefore: now + run.graceMs };
  return { ...rest, phase: 'verify', notBefore: run.asked.length > 0 ? now + run.verifyMs : undefined };
}
