import type { KeyObject } from 'node:crypto';
import type { Deployment, Resource } from '../template/deployment.ts';
import { onlyKnown } from './known.ts';
import { bucketAdmits } from './origins/bucket.ts';
import { urlOf } from './origins/function-url.ts';
import type { Origin, OriginProperties } from './origins/origin.ts';
import { bucketOf, type Reach, readOrigin } from './origins/read-origins.ts';
import { type CachePolicy, readCachePolicy } from './policies/cache-policy.ts';
import { type ResponseHeaders, readResponseHeaders } from './policies/response-headers.ts';
import { type Edge, readEdge } from './viewer/edge.ts';
import { trustedKeys } from './viewer/key-groups.ts';

interface Behavior {
  AllowedMethods?: string[];
  CachePolicyId?: string;
  FunctionAssociations?: { EventType: string; FunctionARN: string }[];
  ResponseHeadersPolicyId?: string;
  TargetOriginId: string;
  TrustedKeyGroups?: string[];
}

interface DistributionConfig {
  Aliases?: string[];
  CustomErrorResponses?: { ErrorCode: number; ErrorCachingMinTTL?: number; ResponsePagePath?: string }[];
  DefaultCacheBehavior: Behavior;
  Enabled: boolean;
  OriginGroups?: { Items?: OriginGroup[] };
  Origins: OriginProperties[];
}

interface OriginGroup {
  Id: string;
  FailoverCriteria: { StatusCodes: { Items: number[] } };
  Members: { Items: { OriginId: string }[] };
  SelectionCriteria?: string;
}

/** A distribution as its requests need it. */
export interface Distribution {
  id: string;
  arn: string;
  logicalId: string;
  /** Its own, and its aliases. */
  hosts: readonly string[];
  cachePolicy: CachePolicy;
  responseHeaders: ResponseHeaders;
  /** At least so long errors are kept, seconds, by their status. */
  errorTtls: ReadonlyMap<number, number>;
  /** Whose signatures it takes; undefined where everybody may come. */
  keys: ReadonlyMap<string, KeyObject> | undefined;
  edge: Edge | undefined;
  origin: Origin;
  /** Asked where the first one answers with one of these statuses, or cannot be reached. */
  failover: { statuses: ReadonlySet<number>; origin: Origin } | undefined;
  /** Whether a bucket lets it read what is at this path, which is then its own in the whole run. */
  owns(path: string): boolean;
}

/** What makes no difference to a viewer on this machine: names, protocols, places, logs. */
const WITHOUT_BEHAVIOUR = [
  'Comment',
  'HttpVersion',
  'IPV6Enabled',
  'Logging',
  'PriceClass',
  'Restrictions',
  'ViewerCertificate',
];
const SERVED = [
  'Aliases',
  'CustomErrorResponses',
  'DefaultCacheBehavior',
  'Enabled',
  'OriginGroups',
  'Origins',
];
const BEHAVIOR = [
  'AllowedMethods',
  'CachePolicyId',
  'FunctionAssociations',
  'ResponseHeadersPolicyId',
  'TargetOriginId',
  'TrustedKeyGroups',
  // Only GET and HEAD are served, by plain HTTP, and nothing is compressed.
  'CachedMethods',
  'Compress',
  'ViewerProtocolPolicy',
];

/**
 * The distributions that have a function's URL among their origins. Another one shows files that only a deployment puts there, as
 * that of a page does.
 * @throws Error for what the local run does not know, or CloudFront refuses
 */
export function readDistributions(
  deployment: Deployment,
  reach: Reach,
  onError: (message: string) => void,
): Distribution[] {
  return deployment
    .ofType<{ DistributionConfig: DistributionConfig }>('AWS::CloudFront::Distribution')
    .filter(({ properties: { DistributionConfig: config } }) =>
      config.Origins.some(({ DomainName }) => urlOf(deployment, DomainName)),
    )
    .map((resource) => readDistribution(deployment, resource, reach, onError));
}

function readDistribution(
  deployment: Deployment,
  { ref, arn, logicalId, attributes, properties }: Resource<{ DistributionConfig: DistributionConfig }>,
  reach: Reach,
  onError: (message: string) => void,
): Distribution {
  const config = properties.DistributionConfig;
  const whose = `The distribution ${logicalId}`;
  onlyKnown(config, [...SERVED, ...WITHOUT_BEHAVIOUR], whose);
  if (!config.Enabled) throw new Error(`${whose} is not enabled.`);
  const behavior = config.DefaultCacheBehavior;
  onlyKnown(behavior, BEHAVIOR, whose);
  if (behavior.AllowedMethods?.some((method) => method !== 'GET' && method !== 'HEAD')) {
    throw new Error(`${whose} allows other methods than GET and HEAD, which the local run does not know.`);
  }
  const domainName = attributes.DomainName!;
  const asker = { distributionArn: arn, accountId: deployment.environment.accountId };
  const originOf = (id: string): Origin => {
    const origin = config.Origins.find(({ Id }) => Id === id);
    if (!origin) throw new Error(`${whose} has no origin ${id}.`);
    return readOrigin(deployment, origin, asker, reach);
  };
  const group = config.OriginGroups?.Items?.find(({ Id }) => Id === behavior.TargetOriginId);
  const [first, second] = group ? membersOf(group, whose) : [behavior.TargetOriginId];
  const buckets = config.Origins.map(({ DomainName }) => bucketOf(deployment, DomainName))
    .filter((bucket) => bucket !== undefined)
    .map((bucket) => ({ bucket, admits: bucketAdmits(deployment, bucket.ref, asker) }));
  return {
    id: ref,
    arn,
    logicalId,
    hosts: [domainName, ...(config.Aliases ?? [])],
    cachePolicy: readCachePolicy(deployment, behavior.CachePolicyId, whose),
    responseHeaders: readResponseHeaders(deployment, behavior.ResponseHeadersPolicyId, whose),
    errorTtls: errorTtls(config, whose),
    keys: behavior.TrustedKeyGroups?.length
      ? trustedKeys(deployment, behavior.TrustedKeyGroups, whose)
      : undefined,
    edge: edgeOf(deployment, behavior, { id: ref, domainName }, whose, onError),
    origin: originOf(first!),
    failover:
      group && second !== undefined ? { statuses: statusesOf(group), origin: originOf(second) } : undefined,
    owns: (path) => buckets.some(({ bucket, admits }) => admits('s3:GetObject', bucket.arn + path)),
  };
}

function membersOf({ Members, SelectionCriteria = 'default' }: OriginGroup, whose: string): string[] {
  const ids = Members.Items.map(({ OriginId }) => OriginId);
  if (ids.length === 2 && SelectionCriteria === 'default') return ids;
  throw new Error(`${whose} needs an origin group of two origins, with the SelectionCriteria default.`);
}

const statusesOf = ({ FailoverCriteria }: OriginGroup): Set<number> =>
  new Set(FailoverCriteria.StatusCodes.Items.map(Number));

function errorTtls({ CustomErrorResponses = [] }: DistributionConfig, whose: string): Map<number, number> {
  for (const response of CustomErrorResponses) {
    onlyKnown(response, ['ErrorCode', 'ErrorCachingMinTTL'], `${whose}, in CustomErrorResponses,`);
  }
  return new Map(
    CustomErrorResponses.map(({ ErrorCode, ErrorCachingMinTTL = 10 }) => [
      Number(ErrorCode),
      Number(ErrorCachingMinTTL),
    ]),
  );
}

function edgeOf(
  deployment: Deployment,
  { FunctionAssociations = [] }: Behavior,
  distribution: { id: string; domainName: string },
  whose: string,
  onError: (message: string) => void,
): Edge | undefined {
  const other = FunctionAssociations.find(({ EventType }) => EventType !== 'viewer-request');
  if (other)
    throw new Error(`${whose} has a function for ${other.EventType}, which the local run does not know.`);
  const [association] = FunctionAssociations;
  return association && readEdge(deployment, association.FunctionARN, distribution, onError);
}
