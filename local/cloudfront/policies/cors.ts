import { matches } from '../../iam/patterns.ts';
import type { Headers } from '../answer.ts';

export interface CorsConfig {
  AccessControlAllowCredentials: boolean;
  AccessControlAllowHeaders: { Items: string[] };
  AccessControlAllowMethods: { Items: string[] };
  AccessControlAllowOrigins: { Items: string[] };
  AccessControlExposeHeaders?: { Items: string[] };
  AccessControlMaxAgeSec?: number;
  OriginOverride: boolean;
}

/**
 * The CORS headers of a response headers policy, to a GET or HEAD.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html#understanding-response-headers-policies-cors
 * @param headers - what the answer has already
 * @param origin - of the page that asks, as its browser says
 */
export function corsHeaders(config: CorsConfig, headers: Headers, origin: string | undefined): Headers {
  const own = Object.keys(headers).some((name) => name.startsWith('access-control-'));
  if (origin === undefined || (own && !config.OriginOverride)) return {};
  const origins = config.AccessControlAllowOrigins.Items;
  const everyone = origins.includes('*');
  if (!everyone && !origins.some((pattern) => matches(pattern, origin))) return {};
  const exposed = config.AccessControlExposeHeaders?.Items ?? [];
  return {
    'access-control-allow-origin': everyone ? '*' : origin,
    ...(!everyone && { vary: [headers.vary, 'Origin'].filter(Boolean).join(', ') }),
    ...(config.AccessControlAllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(exposed.length > 0 && { 'access-control-expose-headers': exposed.join(', ') }),
  };
}
