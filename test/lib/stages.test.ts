import { describe, expect, it } from 'vitest';
import { createApp } from '../../lib/app.ts';
import { type StageConfig, stages, validateStage } from '../../lib/stages.ts';

const good = stages.dev!;

describe('validateStage', () => {
  it.each(Object.entries(stages))('accepts %s', (name, config) => {
    expect(() => validateStage(name, config)).not.toThrow();
  });

  it.each<[string, Partial<StageConfig>, string]>([
    ['a rate of zero', { throttle: { ratePerSecond: 0, burst: 1 } }, 'throttle.ratePerSecond'],
    ['half a request', { throttle: { ratePerSecond: 1.5, burst: 5 } }, 'throttle.ratePerSecond'],
    ['a burst beyond API Gateway’s', { throttle: { ratePerSecond: 1, burst: 5001 } }, 'throttle.burst'],
    [
      'a quota under the throttle',
      { quotaPerDay: 99 },
      'quotaPerDay (99) must not be under throttle.burst (100)',
    ],
    ['no origin', { allowedOrigins: [] }, 'allowedOrigins'],
    [
      'an origin with a path',
      { allowedOrigins: ['https://a.example/b'] },
      '"https://a.example/b" is no origin',
    ],
    [
      'an origin with a slash',
      { allowedOrigins: ['https://a.example/'] },
      '"https://a.example/" is no origin',
    ],
    ['an origin without scheme', { allowedOrigins: ['a.example'] }, '"a.example" is no origin'],
    ['any origin beside one', { allowedOrigins: ['*', 'https://a.example'] }, '"*" must stand alone'],
    ['no type', { allowedTypes: [] }, 'allowedTypes'],
    ['an unknown type', { allowedTypes: ['image/svg+xml' as never] }, 'allowedTypes: "image/svg+xml"'],
    ['bytes beyond one PUT', { maxUploadBytes: 5 * 2 ** 30 + 1 }, 'maxUploadBytes'],
    ['no pixels', { maxPixels: 0 }, 'maxPixels'],
    ['URLs of a second', { urlExpiresSeconds: 1 }, 'urlExpiresSeconds'],
    ['URLs that outlive a role’s session', { urlExpiresSeconds: 43_201 }, 'urlExpiresSeconds'],
    ['no days to upload', { pendingDays: 0 }, 'pendingDays'],
    ['no days to restore', { restoreDays: 0 }, 'restoreDays'],
    ['no shard', { feedShards: 0 }, 'feedShards'],
    ['fewer inspectors than SQS allows', { inspectorConcurrency: 1 }, 'inspectorConcurrency'],
    ['not a number', { maxPixels: Number.NaN }, 'maxPixels must be a whole number'],
  ])('refuses %s in one sentence that names stage and field', (_what, fault, field) => {
    let message = '';
    try {
      validateStage('dev', { ...good, ...fault });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^Stage "dev" in lib\/stages\.ts: [^\n]+\.$/);
    expect(message).toContain(field);
  });

  it('names every fault at once', () => {
    expect(() => validateStage('dev', { ...good, feedShards: 0, pendingDays: 0 })).toThrow(
      /pendingDays .*; feedShards /,
    );
  });

  it.each(['', 'Prod', '1st', 'a_b', 'x'.repeat(21)])('refuses "%s" as a stage’s name', (name) => {
    expect(() => validateStage(name, good)).toThrow('its name must be');
  });
});

describe('createApp', () => {
  it('refuses a stage that does not exist, and tells the ones that do', () => {
    expect(() => createApp({ only: 'production' })).toThrow(
      'There is no stage "production" in lib/stages.ts; known: dev, staging, prod.',
    );
  });

  it('knows no stage by an inherited name', () => {
    expect(() => createApp({ only: 'constructor' })).toThrow('There is no stage "constructor"');
  });
});
