import { describe, expect, it, vi } from 'vitest';
import type { Upload } from '../../../lambdas/image-inspector/events.ts';
import { measure } from '../../../lambdas/image-inspector/measure.ts';
import type { Receipt } from '../../../lambdas/image-inspector/receive.ts';

const upload = { uploadedAt: Date.now() - 250 } as Upload;

function measured(receipt: Omit<Receipt, 'id' | 'gets' | 'bytesRead'>) {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  measure({ id: 'x', gets: 1, bytesRead: 4096, ...receipt }, upload);
  const lines = write.mock.calls.map(([line]) => JSON.parse(String(line)));
  write.mockRestore();
  return lines;
}

describe('measure', () => {
  it('counts an accepted upload, and how long it took', () => {
    const [line, ...more] = measured({ outcome: 'accepted' });
    expect(line).toMatchObject({ UploadsAccepted: 1, InspectionGets: 1, InspectionBytes: 4096 });
    expect(line.UploadToReady).toBeGreaterThanOrEqual(250);
    expect(more).toEqual([]);
  });

  it('counts a refused upload by its code', () => {
    const [inspection, refusal] = measured({ outcome: 'refused', code: 'NotAnImage' });
    expect(inspection).not.toHaveProperty('UploadsAccepted');
    expect(refusal).toMatchObject({ UploadsRejected: 1, code: 'NotAnImage' });
  });

  it.each(['late', 'duplicate', 'missing', 'stale'] as const)('counts a %s event as neither', (outcome) => {
    const [line, ...more] = measured({ outcome });
    expect(line).not.toHaveProperty('UploadsAccepted');
    expect(more).toEqual([]);
  });
});
