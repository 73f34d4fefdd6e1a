import { emitMetrics } from '../shared/metrics.ts';
import type { Upload } from './events.ts';
import type { Receipt } from './receive.ts';

/** Counts what became of an upload, and what it took. */
export function measure({ outcome, code, gets, bytesRead }: Receipt, { uploadedAt, listed }: Upload): void {
  emitMetrics({
    InspectionGets: gets,
    InspectionBytes: bytesRead,
    ...(outcome === 'accepted' && { UploadsAccepted: 1 }),
    // Of a lost event that would be hours, and say nothing of how fast uploads are.
    ...(outcome === 'accepted' && !listed && { UploadToReady: Date.now() - uploadedAt }),
  });
  if (outcome === 'refused') emitMetrics({ UploadsRejected: 1 }, { code: code! });
}
