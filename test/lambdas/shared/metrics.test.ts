import { afterEach, describe, expect, it, vi } from 'vitest';
import { emitMetrics } from '../../../lambdas/shared/metrics.ts';

describe('emitMetrics', () => {
  afterEach(() => vi.restoreAllMocks());

  function emitted(...args: Parameters<typeof emitMetrics>): unknown {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    emitMetrics(...args);
    const [line] = write.mock.calls[0]!;
    expect(line).toMatch(/^[^\n]+\n$/);
    return JSON.parse(String(line));
  }

  it('writes one line of embedded metric format, values and dimensions at the top', () => {
    vi.stubEnv('SERVICE_NAME', 'image-intake-dev');
    vi.stubEnv('METRICS_NAMESPACE', 'ImageIntake');
    expect(emitted({ UploadsRejected: 1, InspectionBytes: 4096 }, { code: 'NotAnImage' })).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'ImageIntake',
            Dimensions: [['service', 'code']],
            Metrics: [
              { Name: 'UploadsRejected', Unit: 'Count' },
              { Name: 'InspectionBytes', Unit: 'Bytes' },
            ],
          },
        ],
      },
      service: 'image-intake-dev',
      code: 'NotAnImage',
      UploadsRejected: 1,
      InspectionBytes: 4096,
    });
  });
});
