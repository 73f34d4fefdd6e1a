import { afterEach, describe, expect, it, vi } from 'vitest';
import { logger } from '../../../lambdas/shared/logger.ts';
import type { Json } from '../../support/api.ts';

describe('the logger', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  function logged(act: () => void): Json[] {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    act();
    return write.mock.calls.map(([line]) => JSON.parse(String(line)));
  }

  it('writes one line of JSON, with service and trace', () => {
    vi.stubEnv('SERVICE_NAME', 'image-intake-dev');
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-abc-def;Parent=1;Sampled=1');
    expect(logged(() => logger.info('request', { status: 201, text: 'two\nlines' }))).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        level: 'INFO',
        message: 'request',
        service: 'image-intake-dev',
        trace: '1-abc-def',
        status: 201,
        text: 'two\nlines',
      },
    ]);
  });

  it('writes errors whole, with what caused them', () => {
    const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), {
      code: 'E1',
      self: {},
    });
    error.self = error;
    const [line] = logged(() => logger.error('failed', { error }));
    expect(line).toMatchObject({
      level: 'ERROR',
      error: { name: 'TypeError', message: 'outer', code: 'E1', cause: { message: 'inner' } },
    });
    expect(line.error.stack).toContain('logger.test.ts');
  });

  it.each([
    ['DEBUG', ['INFO', 'ERROR']],
    ['INFO', ['INFO', 'ERROR']],
    ['WARN', ['ERROR']],
    ['ERROR', ['ERROR']],
    ['', ['INFO', 'ERROR']],
  ])('at level %j writes %j', (level, written) => {
    vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', level);
    const lines = logged(() => {
      logger.info('a', {});
      logger.error('b', {});
    });
    expect(lines.map((line) => line.level)).toEqual(written);
  });
});
