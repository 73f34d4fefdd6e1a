import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Resource, resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

/** Minutes of the shortest shift, and how late CloudWatch may have the metrics of the minute that they are of. */
const SHIFT = 5;
const LATE = 2;
/** What the smoke test of the deploy job does throughout the shift, in a minute; a tenth meets the new version. */
const REQUESTS = 60;
const UPLOADS = 30;
const FIRST_STEP = 0.1;

describe('the thresholds of a release', () => {
  let api: Template;
  let storage: Template;
  beforeAll(() => {
    ({ api, storage } = templatesOf(synthesize('staging')) as { api: Template; storage: Template });
  });
  const alarmOf = (prefix: string) =>
    theOnly(api, 'AWS::CloudWatch::Alarm', `ReleaseAlarms${prefix}`).Properties;

  describe.each([
    ['Api5xx', REQUESTS],
    ['MetadataApiFailures', REQUESTS],
    ['MetadataApiCrashes', REQUESTS],
    ['ImageInspectorFailures', UPLOADS],
    ['ImageInspectorCrashes', UPLOADS],
    ['ThumbnailerFailures', UPLOADS],
    ['ThumbnailerCrashes', UPLOADS],
  ])('%s', (alarm, handled) => {
    /** Whether one minute in which so many failed makes it ring. */
    const rings = (failed: number) => breaches(alarmOf(alarm), failed, handled);

    it('rings at the first tenth when everything fails', () => {
      expect(alarmOf(alarm)).toMatchObject({ EvaluationPeriods: 1, DatapointsToAlarm: 1 });
      let quiet = 0;
      for (let failed = 0; failed <= handled; failed++)
        if (!rings(failed)) quiet += chance(failed, handled, FIRST_STEP);
      expect(quiet ** (SHIFT - LATE)).toBeLessThan(0.01);
    });

    it('does not ring at one failure, nor when that is tried once more', () => {
      const attempts = handled === REQUESTS ? [1, 2] : [1];
      expect(attempts.map(rings)).toEqual(attempts.map(() => false));
      expect(rings(handled)).toBe(true);
    });
  });

  it('has each message tried again in a later minute than it failed in', () => {
    for (const [, { Properties: queue }] of resourcesOf(storage, 'AWS::SQS::Queue'))
      if (queue.RedrivePolicy) expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(2 * 60);
  });
});

/** Judges one minute as the alarm declares it. */
function breaches(alarm: Resource, failed: number, handled: number): boolean {
  expect(alarm.ComparisonOperator).toBe('GreaterThanThreshold');
  if (alarm.Statistic === 'Sum') return failed > alarm.Threshold;
  const [, few] = /^IF\(failed > (\d+), share, 0\)$/.exec(alarm.Metrics[0].Expression)!;
  return (failed > Number(few) ? failed / handled : 0) > alarm.Threshold;
}

/** That so many of all meet what each of them meets with the given probability. */
function chance(some: number, all: number, probability: number): number {
  let ways = 1;
  for (let i = 0; i < some; i++) ways *= (all - i) / (i + 1);
  return ways * probability ** some * (1 - probability) ** (all - some);
}
