import { expect, it } from 'vitest';
import { ApiError, NetworkError } from '../../client/errors.ts';
import { isKeyRefused } from '../../web/key.ts';

it.each<[string, unknown, boolean]>([
  ['the service refused the key', new ApiError(403, { code: 'Forbidden', message: 'm' }), true],
  ['the firewall refused the request', new ApiError(403, { code: 'FirewallRefused', message: 'm' }), false],
  ['somebody on the way answered 403', new ApiError(403, { code: 'Http403', message: 'm' }), false],
  ['there were too many requests', new ApiError(429, { code: 'TooManyRequests', message: 'm' }), false],
  ['no answer could be read', new NetworkError('m'), false],
])('%s: another key is asked for, or not', (_what, error, needed) =>
  expect(isKeyRefused(error)).toBe(needed),
);
