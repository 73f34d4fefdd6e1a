import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emitFailure, emitMetrics } from '../../../lambdas/shared/metrics.ts';
import type { StageConfig } from '../../../lib/stages/stages.ts';
import { isLogged } from '../../../local/lambda/log-level.ts';
import { extractMetrics } from '../support/embedded-metrics.ts';

beforeEach(() => {
  vi.stubEnv('SERVICE_NAME', 'image-intake-dev');
  vi.stubEnv('METRICS_NAMESPACE', 'ImageIntake');
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'dev-api-Inspector');
  vi.stubEnv('AWS_LAMBDA_FUNCTION_VERSION', '7');
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function written(act: () => void): string {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  act();
  expect(write).toHaveBeenCalledOnce();
  return String(write.mock.calls[0]![0]);
}

const LINES: [string, () => void][] = [
  ['measurements', () => emitMetrics({ UploadsRejected: 1, InspectionBytes: 4096 }, { code: 'NotAnImage' })],
  ['a failed request', () => emitFailure('RequestsFailed')],
  ['a failed message', () => emitFailure('MessagesFailed')],
];

describe('a line of metrics', () => {
  it('has values and dimensions at the top, and a unit for each metric', () => {
    const line = written(LINES[0]![1]);
    expect(JSON.parse(line)).toEqual({
      timestamp: expect.any(String),
      level: 'FATAL',
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

  describe.each(LINES)('of %s', (_, emit) => {
    it.each<StageConfig['logLevel']>(['DEBUG', 'INFO', 'WARN', 'ERROR'])(
      'is logged by a function that logs from %s on',
      (level) => {
        vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', level);
        const line = written(emit);
        expect(isLogged(line, level)).toBe(true);
        expect(extractMetrics(line)).not.toEqual([]);
      },
    );

    it('is of the moment at which it is written', () => {
      const before = Date.now();
      const { timestamp, _aws } = JSON.parse(written(emit));
      expect(_aws.Timestamp).toBe(Date.parse(timestamp));
      expect(_aws.Timestamp - before).toBeGreaterThanOrEqual(0);
      expect(_aws.Timestamp).toBeLessThanOrEqual(Date.now());
    });
  });
});

describe('a failure', () => {
  it.each(['RequestsFailed', 'MessagesFailed'] as const)(
    'counts once for the function and once for its version (%s)',
    (name) => {
      const ofFunction = { service: 'image-intake-dev', function: 'dev-api-Inspector' };
      expect(extractMetrics(written(() => emitFailure(name)))).toEqual([
        { name, value: 1, dimensions: ofFunction },
        { name, value: 1, dimensions: { ...ofFunction, version: '7' } },
      ]);
    },
  );
});
