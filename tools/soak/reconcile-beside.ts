import type { LocalRun } from '../../local/options.ts';
import { localInvoke } from '../reconcile/invoke.ts';
import { reconcile } from '../reconcile/reconcile.ts';

/** What runs of the reconciler have seen, beside all that a soak does. */
export interface Reconciled {
  runs: number;
  objects: number;
  records: number;
  findings: number;
}

/** What is on its way may take so long here, ms: events come late, and failures are tried again. */
const GRACE_MS = 30_000;

/**
 * Runs the reconciler again and again, with repair. Whatever it finds is false: nothing gets lost in a soak.
 * @returns what ends it, after a last whole run
 */
export function reconcileBeside(run: LocalRun, report: (line: string) => void) {
  const invoke = localInvoke(run.baseUrl, run.apiKey);
  const signal = new AbortController().signal;
  const seen: Reconciled = { runs: 0, objects: 0, records: 0, findings: 0 };
  let ending = false;
  const once = async () => {
    const request = { kind: 'begin' as const, repair: true, graceMs: GRACE_MS, verifyMs: 1000 };
    const onSlice = ({ findings }: { findings: object[] }) => {
      for (const finding of findings) report(`found: ${JSON.stringify(finding)}`);
    };
    const { report: told } = await reconcile(invoke, request, { signal, onSlice });
    seen.runs += 1;
    seen.objects += told.objects;
    seen.records += told.records;
    seen.findings += told.findings;
  };
  const runs = (async () => {
    while (!ending) await once();
    await once();
  })();
  // Told by `end`.
  runs.catch(() => {});
  return async (): Promise<Reconciled> => {
    ending = true;
    await runs;
    return seen;
  };
}
