import type { Deployment } from '../../template/deployment.ts';
import type { Answer, Headers } from '../answer.ts';
import { onlyKnown } from '../known.ts';
import { type Pair, queryOf } from '../viewer/query.ts';

interface CachePolicyConfig {
  MinTTL: number | string;
  DefaultTTL?: number | string;
  MaxTTL?: number | string;
  ParametersInCacheKeyAndForwardedToOrigin: {
    CookiesConfig?: { CookieBehavior: string };
    HeadersConfig?: { HeaderBehavior: string; Headers?: string[] };
    QueryStringsConfig?: { QueryStringBehavior: string; QueryStrings?: string[] };
    EnableAcceptEncodingBrotli?: boolean;
    EnableAcceptEncodingGzip?: boolean;
  };
}

export interface CachePolicy {
  /** What is kept of a request: in the cache key, and for the origin. */
  kept(request: { pairs: readonly Pair[]; headers: Headers }): { query: string; headers: Headers };
  /** How long an answer may be kept, seconds; 0 for not at all. */
  ttl(answer: Answer): number;
}

/**
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html
 * @throws Error for a policy of AWS's own, and for what the local run does not know
 */
export function readCachePolicy(deployment: Deployment, id: string | undefined, whose: string): CachePolicy {
  const declared = deployment
    .ofType<{ CachePolicyConfig: CachePolicyConfig }>('AWS::CloudFront::CachePolicy')
    .find(({ ref }) => ref === id);
  if (!declared) throw new Error(`${whose} has the cache policy ${id}, which no stack declares.`);
  const policy = `The cache policy ${declared.logicalId}`;
  const { MinTTL, DefaultTTL = 86_400, MaxTTL = 31_536_000, ...rest } = declared.properties.CachePolicyConfig;
  onlyKnown(rest, ['Comment', 'Name', 'ParametersInCacheKeyAndForwardedToOrigin'], policy);
  const parameters = rest.ParametersInCacheKeyAndForwardedToOrigin;
  // Cookies are never kept, and answers never compressed.
  onlyKnown(parameters, ['CookiesConfig', 'HeadersConfig', 'QueryStringsConfig'], policy);
  if ((parameters.CookiesConfig?.CookieBehavior ?? 'none') !== 'none') {
    throw new Error(`${policy} keeps cookies, which the local run does not know.`);
  }
  const names = keptHeaders(parameters.HeadersConfig, policy);
  const keepsPair = keptPairs(parameters.QueryStringsConfig, policy);
  return {
    kept: ({ pairs, headers }) => ({
      query: queryOf(pairs.filter(([name]) => keepsPair(name))),
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name))),
    }),
    ttl: ({ headers }) =>
      ttlOf(headers['cache-control'] ?? '', Number(MinTTL), Number(DefaultTTL), Number(MaxTTL)),
  };
}

function keptHeaders(
  config: CachePolicyConfig['ParametersInCacheKeyAndForwardedToOrigin']['HeadersConfig'],
  policy: string,
): string[] {
  const { HeaderBehavior = 'none', Headers: listed = [] } = config ?? {};
  if (HeaderBehavior === 'none') return [];
  if (HeaderBehavior === 'whitelist') return listed.map((name) => name.toLowerCase());
  throw new Error(`${policy} has the HeaderBehavior ${HeaderBehavior}, which the local run does not know.`);
}

function keptPairs(
  config: CachePolicyConfig['ParametersInCacheKeyAndForwardedToOrigin']['QueryStringsConfig'],
  policy: string,
): (name: string) => boolean {
  const { QueryStringBehavior = 'none', QueryStrings: listed = [] } = config ?? {};
  const behaviours: Record<string, (name: string) => boolean> = {
    none: () => false,
    all: () => true,
    whitelist: (name) => listed.includes(name),
    allExcept: (name) => !listed.includes(name),
  };
  const keeps = behaviours[QueryStringBehavior];
  if (keeps) return keeps;
  throw new Error(`${policy} has the QueryStringBehavior ${QueryStringBehavior}, which there is not.`);
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html */
function ttlOf(cacheControl: string, least: number, usual: number, most: number): number {
  if (/(?:^|[\s,])(?:no-cache|no-store|private)(?:$|[\s,=])/i.test(cacheControl)) return least;
  const seconds = maxAgeOf(cacheControl);
  return seconds === undefined
    ? Math.max(usual, least)
    : Math.min(Math.max(seconds, least), Math.max(most, least));
}

/** That a cache of many users goes by, seconds. */
export function maxAgeOf(cacheControl: string): number | undefined {
  const age = (name: string) =>
    new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*"?(\\d+)`, 'i').exec(cacheControl)?.[1];
  const text = age('s-maxage') ?? age('max-age');
  return text === undefined ? undefined : Number(text);
}
