import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ERROR_CODES } from '../../../../contract/error-codes.ts';
import { DomainError } from '../../../../lambdas/metadata-api/errors.ts';
import { createHandler } from '../../../../lambdas/metadata-api/http/api.ts';
import type { ApiServices } from '../../../../lambdas/metadata-api/services.ts';
import { extractMetrics } from '../../support/embedded-metrics.ts';
import { apiEvent } from '../support/event.ts';

beforeEach(() => {
  vi.stubEnv('SERVICE_NAME', 'image-intake-dev');
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'Api');
  vi.stubEnv('AWS_LAMBDA_FUNCTION_VERSION', '7');
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What is counted while a GET of a record meets this error. */
async function countedWhile(error: Error) {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const services = {
    settings: { allowedOrigins: ['*'] },
    records: {
      get: () => {
        throw error;
      },
    },
  } as unknown as ApiServices;
  const handler = createHandler(services, { info: () => {}, error: () => {} });
  const { statusCode } = await handler(apiEvent('GET', `/metadata/${crypto.randomUUID()}`));
  return { statusCode, counted: write.mock.calls.flatMap(([line]) => extractMetrics(String(line))) };
}

describe('a request', () => {
  it('that fails is counted, for its function and version', async () => {
    const dimensions = { service: 'image-intake-dev', function: 'Api' };
    expect(await countedWhile(new Error('the table is gone'))).toEqual({
      statusCode: 500,
      counted: [
        { name: 'RequestsFailed', value: 1, dimensions },
        { name: 'RequestsFailed', value: 1, dimensions: { ...dimensions, version: '7' } },
      ],
    });
  });

  it.each(Object.entries(ERROR_CODES).map(([code, { status }]) => [code, status] as const))(
    'that is answered %s (%i) is counted when that is a 5xx',
    async (code, status) => {
      const { counted } = await countedWhile(new DomainError(code as keyof typeof ERROR_CODES, 'no'));
      expect(counted.length > 0).toBe(status >= 500);
    },
  );
});
