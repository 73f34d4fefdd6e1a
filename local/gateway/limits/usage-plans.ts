import { randomBytes } from 'node:crypto';
import type { Deployment } from '../../template/deployment.ts';
import { GatewayError } from '../errors.ts';
import { tokenBucket } from './token-bucket.ts';

interface Throttle {
  RateLimit?: number;
  BurstLimit?: number;
}

interface UsagePlanProperties {
  ApiStages?: { ApiId: string; Stage: string }[];
  Throttle?: Throttle;
  Quota?: { Limit?: number; Offset?: number; Period?: 'DAY' | 'WEEK' | 'MONTH' };
}

interface ApiKey {
  id: string;
  value: string;
}

/** The API keys of the templates and what they may still do. */
export interface UsagePlans {
  /** The first key's value. */
  key: string | undefined;
  /**
   * Lets a request of a method that needs a key pass.
   * @returns the key's id
   * @throws GatewayError INVALID_API_KEY, THROTTLED or QUOTA_EXCEEDED
   */
  admit(apiId: string, stage: string, value: string | undefined): string;
}

/**
 * @param givenKey - value for the first key that has none in the template; made up when left out
 * @param now - epoch ms
 */
export function usagePlans(
  deployment: Deployment,
  givenKey: string | undefined,
  now: () => number = Date.now,
): UsagePlans {
  const given = [givenKey].filter((value) => value !== undefined);
  const keys: ApiKey[] = deployment
    .ofType<{ Value?: string; Enabled?: boolean }>('AWS::ApiGateway::ApiKey')
    .filter(({ properties }) => properties.Enabled !== false)
    .map(({ ref, properties }) => ({
      id: ref,
      value: properties.Value ?? given.shift() ?? newKeyValue(),
    }));
  const members = deployment.ofType<{ KeyId: string; UsagePlanId: string }>('AWS::ApiGateway::UsagePlanKey');
  const plans = deployment
    .ofType<UsagePlanProperties>('AWS::ApiGateway::UsagePlan')
    .map(({ ref, properties }) => {
      const ids = members
        .filter((member) => member.properties.UsagePlanId === ref)
        .map((member) => member.properties.KeyId);
      return {
        stages: properties.ApiStages ?? [],
        meters: new Map(ids.map((id) => [id, meter(properties, now)])),
      };
    });

  return {
    key: keys[0]?.value,
    admit(apiId, stage, value) {
      const key = keys.find((known) => known.value === value);
      const plan = plans.find(
        ({ stages, meters }) =>
          key && meters.has(key.id) && stages.some(({ ApiId, Stage }) => ApiId === apiId && Stage === stage),
      );
      if (!key || !plan) throw new GatewayError('INVALID_API_KEY');
      plan.meters.get(key.id)!();
      return key.id;
    },
  };
}

/** A value for an API key, as long as API Gateway's. */
export const newKeyValue = (): string => randomBytes(30).toString('base64url');

/** Counts one key's requests: takes each, or throws. */
function meter({ Throttle = {}, Quota }: UsagePlanProperties, now: () => number): () => void {
  const { RateLimit, BurstLimit } = Throttle;
  const take = RateLimit === undefined ? () => true : tokenBucket(RateLimit, BurstLimit ?? RateLimit, now);
  let period = -1;
  let used = 0;
  return () => {
    if (!take()) throw new GatewayError('THROTTLED');
    if (Quota?.Limit === undefined) return;
    const current = periodOf(now(), Quota.Period ?? 'DAY');
    if (current !== period) used = period === -1 ? (Quota.Offset ?? 0) : 0;
    period = current;
    if (used >= Quota.Limit) throw new GatewayError('QUOTA_EXCEEDED');
    used++;
  };
}

/** Number of the day, week (from Sunday) or month, UTC. */
function periodOf(time: number, period: 'DAY' | 'WEEK' | 'MONTH'): number {
  const date = new Date(time);
  const day = Math.floor(time / 86_400_000);
  if (period === 'DAY') return day;
  if (period === 'WEEK') return Math.floor((day + 4) / 7);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
