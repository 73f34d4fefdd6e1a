import { S3Error } from './errors.ts';

/** One entry of a bucket's `CorsRules`, as CloudFormation writes it. */
export interface CorsRule {
  AllowedOrigins: string[];
  AllowedMethods: string[];
  AllowedHeaders?: string[];
  ExposedHeaders?: string[];
  /** Seconds. */
  MaxAge?: number;
  Id?: string;
}

type Headers = Record<string, string>;

const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/**
 * Answers a preflight request by the first rule that allows its origin, its method and all its headers.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 * @throws S3Error AccessForbidden when no rule does, BadRequest when the request is no preflight.
 */
export function preflight(
  rules: readonly CorsRule[],
  headers: ReadonlyMap<string, string>,
  isObject: boolean,
): Headers {
  const origin = headers.get('origin');
  const method = headers.get('access-control-request-method');
  if (origin === undefined) {
    throw new S3Error('BadRequest', 'Insufficient information. Origin request header needed.');
  }
  if (method === undefined) throw new S3Error('BadRequest', 'Invalid Access-Control-Request-Method: null');
  const requested = (headers.get('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const details = { Method: method, ResourceType: isObject ? 'OBJECT' : 'BUCKET' };
  if (rules.length === 0) {
    throw new S3Error('AccessForbidden', 'CORSResponse: CORS is not enabled for this bucket.', details);
  }
  const rule = rules.find(
    (candidate) =>
      allows(candidate, origin, method) &&
      requested.every((name) => candidate.AllowedHeaders?.some((pattern) => matches(pattern, name, true))),
  );
  if (!rule) {
    throw new S3Error(
      'AccessForbidden',
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      details,
    );
  }
  const allowed: Headers =
    requested.length > 0 ? { 'Access-Control-Allow-Headers': requested.join(', ') } : {};
  return { ...ruleHeaders(rule, origin), ...allowed };
}

/** The headers that an actual answer carries; none when the request is of no allowed origin, or of none at all. */
export function corsHeaders(rules: readonly CorsRule[], origin: string | undefined, method: string): Headers {
  if (origin === undefined) return {};
  const rule = rules.find((candidate) => allows(candidate, origin, method));
  return rule ? ruleHeaders(rule, origin) : {};
}

function allows(rule: CorsRule, origin: string, method: string): boolean {
  return (
    rule.AllowedMethods.includes(method) && rule.AllowedOrigins.some((pattern) => matches(pattern, origin))
  );
}

/** A pattern holds at most one `*`, for any run of characters. */
function matches(pattern: string, text: string, ignoreCase = false): boolean {
  const [wanted, given] = ignoreCase ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text];
  const star = wanted.indexOf('*');
  if (star < 0) return wanted === given;
  const [start, end] = [wanted.slice(0, star), wanted.slice(star + 1)];
  return given.length >= start.length + end.length && given.startsWith(start) && given.endsWith(end);
}

function ruleHeaders(rule: CorsRule, origin: string): Headers {
  const anyone = rule.AllowedOrigins.find((pattern) => matches(pattern, origin)) === '*';
  const headers: Headers = {
    'Access-Control-Allow-Origin': anyone ? '*' : origin,
    'Access-Control-Allow-Methods': rule.AllowedMethods.join(', '),
    Vary: VARY,
  };
  if (!anyone) headers['Access-Control-Allow-Credentials'] = 'true';
  if (rule.ExposedHeaders?.length) headers['Access-Control-Expose-Headers'] = rule.ExposedHeaders.join(', ');
  if (rule.MaxAge !== undefined) headers['Access-Control-Max-Age'] = String(rule.MaxAge);
  return headers;
}
