import { type Answer, type Headers, refused, unsatisfied } from './answer.ts';
import type { Cache } from './cache.ts';
import type { Distribution } from './distributions.ts';
import type { OriginRequest } from './origins/origin.ts';
import { maxAgeOf } from './policies/cache-policy.ts';
import type { Viewer } from './viewer/policy.ts';
import { type AskedUrl, refusalOf, withoutSignature } from './viewer/signed-url.ts';

/** What a run does otherwise than it would by itself, for tests. */
export interface CloudFrontOptions {
  /**
   * Whether signatures are checked before the edge function, or after it, of what the function made of the URL; `before` when
   * left out.
   */
  signatureCheck?: 'before' | 'after';
  /** Lets requests for what is just being fetched wait for it, as one location of CloudFront does; false when left out. */
  collapsing?: boolean;
  /** Epoch ms. */
  clock?: () => number;
}

interface Asked extends AskedUrl {
  method: string;
  headers: Headers;
}

/** One distribution at work. */
export type Respond = (asked: Asked, viewer: Viewer) => Promise<Answer>;

/** For how long errors are kept where nothing says it, seconds. */
const ERROR_TTL = 10;

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HowCloudFrontWorks.html */
export function respondFor(
  distribution: Distribution,
  cache: Cache,
  { signatureCheck = 'before', collapsing = false }: CloudFrontOptions,
  onError: (message: string) => void,
): Respond {
  const { keys, edge, cachePolicy, responseHeaders } = distribution;
  const underWay = new Map<string, Promise<Answer>>();

  const respond: Respond = async (asked, viewer) => {
    if (asked.method !== 'GET' && asked.method !== 'HEAD') {
      return failed(unsatisfied(403, 'This distribution takes GET and HEAD alone.'));
    }
    const { method, origin, headers } = asked;
    const check = (url: AskedUrl) => (keys ? refusalOf(url, keys, viewer) : undefined);
    const before = signatureCheck === 'before' ? check(asked) : undefined;
    if (before) return failed(refused(before));
    const outcome = edge?.({ method, uri: asked.path, pairs: asked.pairs, headers }, viewer);
    if (outcome && 'answer' in outcome) return told(outcome.answer, 'FunctionGeneratedResponse');
    const request = outcome?.request ?? { uri: asked.path, pairs: asked.pairs, headers };
    const after =
      signatureCheck === 'after' ? check({ origin, path: request.uri, pairs: request.pairs }) : undefined;
    if (after) return failed(refused(after));

    const kept = cachePolicy.kept({ pairs: withoutSignature(request.pairs), headers: request.headers });
    const key = JSON.stringify([request.uri, kept]);
    const hit = cache.get(key);
    if (hit) {
      const { status, headers: known } = hit.answer;
      return told(
        { ...hit.answer, headers: { ...known, age: String(hit.age) } },
        status < 400 ? 'Hit' : 'Error',
      );
    }
    const pending = underWay.get(key);
    const answer = await (pending ?? fetching(key, { path: request.uri, ...kept, ip: viewer.ip }));
    const how = answer.status >= 400 ? 'Error' : pending ? 'Hit' : 'Miss';
    return told(answer, how);
  };

  /** Fetches, and keeps what may be kept. */
  function fetching(key: string, request: OriginRequest): Promise<Answer> {
    const answer = fetched(request)
      .then((answer) => {
        cache.set(key, request.path, answer, ttlOf(distribution, answer));
        return answer;
      })
      .finally(() => underWay.delete(key));
    if (collapsing) underWay.set(key, answer);
    return answer;
  }

  /** From the first origin; from the second, where the first fails as the group says. */
  async function fetched(request: OriginRequest): Promise<Answer> {
    const { origin, failover } = distribution;
    const reached = await origin(request).catch((error: Error) => {
      onError(error.message);
      return undefined;
    });
    if (reached && !failover?.statuses.has(reached.status)) return reached;
    const second = await failover?.origin(request).catch((error: Error) => {
      onError(error.message);
      return undefined;
    });
    return second ?? (failover ? undefined : reached) ?? unsatisfied(502, 'The origin cannot be reached.');
  }

  return async (asked, viewer) => {
    const answer = await respond(asked, viewer);
    const seen = notModified(answer, asked.headers)
      ? { ...answer, status: 304, body: Buffer.alloc(0) }
      : answer;
    return { ...seen, headers: responseHeaders(seen.headers, asked.headers.origin) };
  };
}

const told = (answer: Answer, how: string): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'x-cache': `${how} from cloudfront` },
});

const failed = (answer: Answer): Answer => told(answer, 'Error');

/** Seconds. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html */
function ttlOf({ cachePolicy, errorTtls }: Distribution, answer: Answer): number {
  if (answer.status < 400) return cachePolicy.ttl(answer);
  const least = errorTtls.get(answer.status) ?? ERROR_TTL;
  return Math.max(least, maxAgeOf(answer.headers['cache-control'] ?? '') ?? 0);
}

function notModified({ status, headers }: Answer, asked: Headers): boolean {
  const tags = asked['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return status === 200 && headers.etag !== undefined && tags?.includes(headers.etag) === true;
}
