import { emitMetrics } from '../shared/metrics.ts';
import type { Upload } from './events.ts';
import type { Receipt } from './receive.ts';

/** Counts what became of an upload, and what it took. */
export function measure({ outcome, code, gets, bytesRead }: Receipt, { uploadedAt }: Upload): void {
  emitMetrics({
    InspectionGets: gets,
    InspectionBytes: bytesRead,
    ...(outcome === 'accepted' && { UploadsAccepted: 1, UploadToReady: Date.now() - uploadedAt }),
  });
  if (outcome === 'refused') emitMetrics({ UploadsRejected: 1 }, { code: code! });
}
