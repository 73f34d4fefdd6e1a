import { describe, expect, it } from 'vitest';
import type { GatewayError } from '../../../local/gateway/errors.ts';
import { tokenBucket } from '../../../local/gateway/limits/token-bucket.ts';
import { usagePlans } from '../../../local/gateway/limits/usage-plans.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { deploy } from '../../../local/template/deployment.ts';
import { assemblyForTest } from '../support/assembly.ts';

const HOUR = 3_600_000;

/** A plan for stage `v1` of API `api`, with one member key and one that is no member. */
function givenPlan(plan: object, { key, now }: { key?: string; now?: () => number } = {}) {
  const Resources = {
    Key: { Type: 'AWS::ApiGateway::ApiKey' },
    Stranger: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Value: 'stranger' } },
    Off: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Value: 'off', Enabled: false } },
    Plan: {
      Type: 'AWS::ApiGateway::UsagePlan',
      Properties: { ApiStages: [{ ApiId: 'api', Stage: 'v1' }], ...plan },
    },
    Member: {
      Type: 'AWS::ApiGateway::UsagePlanKey',
      Properties: { KeyId: { Ref: 'Key' }, UsagePlanId: { Ref: 'Plan' } },
    },
    OffMember: {
      Type: 'AWS::ApiGateway::UsagePlanKey',
      Properties: { KeyId: { Ref: 'Off' }, UsagePlanId: { Ref: 'Plan' } },
    },
  };
  const stacks = readAssembly(assemblyForTest({ app: { template: { Resources } } }));
  const environment = { accountId: '0', region: 'us-east-1', queueUrl: String };
  const plans = usagePlans(deploy(stacks, environment), key, now);
  return {
    plans,
    attempt(value: string | undefined = plans.key, api = 'api', stage = 'v1'): string {
      try {
        return plans.admit(api, stage, value);
      } catch (error) {
        return (error as GatewayError).type;
      }
    },
  };
}

describe('API keys', () => {
  it('take the value that is given, and admit its holder', () => {
    const { plans, attempt } = givenPlan({}, { key: 'my-key' });
    expect(plans.key).toBe('my-key');
    expect(attempt('my-key')).toBe('app-Key');
  });

  it('get a value of their own when none is given', () => {
    const [one, two] = [givenPlan({}), givenPlan({})];
    expect(one.plans.key).toMatch(/^[\w-]{40}$/);
    expect(one.plans.key).not.toBe(two.plans.key);
  });

  it.each([
    ['no key', undefined, 'api', 'v1'],
    ['another key', 'guessed', 'api', 'v1'],
    ['a key that is in no plan', 'stranger', 'api', 'v1'],
    ['a key that is switched off', 'off', 'api', 'v1'],
    ['a plan for another API', 'my-key', 'other', 'v1'],
    ['a plan for another stage', 'my-key', 'api', 'v2'],
  ])('do not admit %s', (_, value, api, stage) => {
    const { plans } = givenPlan({}, { key: 'my-key' });
    expect(() => plans.admit(api, stage, value)).toThrow('Forbidden');
  });
});

describe('a usage plan', () => {
  it('throttles beyond its burst, and lets through at its rate', () => {
    let now = 0;
    const { attempt } = givenPlan({ Throttle: { RateLimit: 2, BurstLimit: 3 } }, { now: () => now });
    const five = () => Array.from({ length: 5 }, () => attempt());
    const pass = 'app-Key';
    expect(five()).toEqual([pass, pass, pass, 'THROTTLED', 'THROTTLED']);
    now += 1000;
    expect(five()).toEqual([pass, pass, 'THROTTLED', 'THROTTLED', 'THROTTLED']);
  });

  it.each([
    ['DAY', '2026-03-04T23:59:59Z', 1000],
    ['WEEK', '2026-03-07T23:59:59Z', 1000],
    ['MONTH', '2026-03-31T23:59:59Z', 1000],
  ])('counts its quota by %s', (Period, start, later) => {
    let now = Date.parse(start) - 2 * HOUR;
    const { attempt } = givenPlan({ Quota: { Limit: 2, Period } }, { now: () => now });
    expect([attempt(), attempt(), attempt()]).toEqual(['app-Key', 'app-Key', 'QUOTA_EXCEEDED']);
    now += HOUR;
    expect(attempt()).toBe('QUOTA_EXCEEDED');
    now += HOUR + later;
    expect(attempt()).toBe('app-Key');
  });
});

describe('a token bucket', () => {
  it('never holds more than its burst', () => {
    let now = 0;
    const take = tokenBucket(100, 2, () => now);
    now = 1_000_000;
    expect([take(), take(), take()]).toEqual([true, true, false]);
  });
});
