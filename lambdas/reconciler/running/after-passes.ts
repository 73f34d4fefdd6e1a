import { inParallel } from '../../shared/in-parallel.ts';
import type { Finding } from '../judging/finding.ts';
import type { ReconcilerServices } from '../services.ts';
import { counted, tell } from './note.ts';
import { type Asked, beforeOf, type PassName, type Run, type Suspect } from './run.ts';
import { LOOKS, type Slice } from './slice.ts';

/** Looks at what the inspector was asked to mend, until it is given up. */
const MOST_VERIFICATIONS = 3;

/** Looks at the suspects once more: those that are still there are orphans. */
export async function confirmOrphans(run: Run, services: ReconcilerServices): Promise<Slice> {
  const orphans: Suspect[] = [];
  await lookAt(run, run.suspects, services, (suspect, findings) => {
    if (findings.some((finding) => isSame(finding, suspect))) orphans.push(suspect);
  });
  for (const orphan of orphans) tell(run, orphan, services);
  const spared = await reasonToSpare(run, orphans, services);
  const confirmed = { ...run, suspects: [], found: counted(run.found, orphans), orphans, spared };
  const phase = orphans.length > 0 && !spared ? 'delete' : 'verify';
  return { run: { ...confirmed, phase }, findings: orphans.map(({ pass: _, ...finding }) => finding) };
}

async function reasonToSpare(
  { repair, seen, suspectsLeftOut }: Run,
  orphans: readonly Suspect[],
  { objects, deleteShare }: ReconcilerServices,
): Promise<Run['spared']> {
  if (orphans.length === 0) return undefined;
  if (!repair) return 'dry run';
  // It is rather the table that has lost something.
  if (orphans.length + suspectsLeftOut > deleteShare * seen.objects) return 'too many';
  return (await objects.isVersioned()) ? undefined : 'no versions';
}

/** Deletes the orphans, each unless it is none any more. */
export async function deleteOrphans(run: Run, services: ReconcilerServices): Promise<Slice> {
  const { objects } = services;
  const before = beforeOf(run);
  let deleted = 0;
  await lookAt(run, run.orphans, services, async (orphan, findings) => {
    if (!findings.some((finding) => isSame(finding, orphan))) {
      deleted += 1;
      return;
    }
    const isOrphan = ({ versionId, storedAt }: { versionId: string | undefined; storedAt: number }) =>
      storedAt < before && versionId !== orphan.own;
    if (await objects.deleteVisible(orphan.key, isOrphan)) deleted += 1;
  });
  return { run: { ...run, deleted, phase: 'verify' }, findings: [] };
}

/** Looks whether what the inspector was asked has worked, whatever has changed the records since. */
export async function verifyRechecks(run: Run, services: ReconcilerServices): Promise<Slice> {
  const asked: Asked[] = [];
  await lookAt(
    run,
    run.asked,
    services,
    (one, findings) => {
      if (findings.some(({ code }) => code === one.code)) asked.push(one);
    },
    services.now(),
  );
  const verifications = run.verifications + 1;
  const isOver = asked.length === 0 || verifications >= MOST_VERIFICATIONS;
  const notBefore = isOver ? undefined : services.now() + run.verifyMs;
  return {
    run: { ...run, asked, verifications, phase: isOver ? 'done' : 'verify', notBefore },
    findings: [],
  };
}

const isSame = (finding: Finding, { code, key, versionId, own }: Suspect): boolean =>
  finding.code === code && finding.key === key && finding.versionId === versionId && finding.own === own;

async function lookAt<Noted extends { pass: PassName; id: string }>(
  run: Run,
  noted: readonly Noted[],
  { passes }: ReconcilerServices,
  act: (noted: Noted, findings: Finding[]) => void | Promise<void>,
  before = beforeOf(run),
): Promise<void> {
  await inParallel(noted, LOOKS, async (one) => {
    await act(one, await passes[one.pass].look(one.id, before));
  });
}
