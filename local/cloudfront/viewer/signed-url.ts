import { type KeyObject, verify } from 'node:crypto';
import type { Refusal } from '../answer.ts';
import { readPolicy, type Viewer } from './policy.ts';
import { type Pair, queryOf } from './query.ts';

/** The parameters of a signature. Neither the cache nor an origin sees them. */
const SIGNING = ['Expires', 'Hash-Algorithm', 'Key-Pair-Id', 'Policy', 'Signature'];
const HASHES: Readonly<Record<string, string>> = { SHA1: 'sha1', SHA256: 'sha256' };

export const withoutSignature = (pairs: readonly Pair[]): Pair[] =>
  pairs.filter(([name]) => !SIGNING.includes(name));

export interface AskedUrl {
  /** `http://HOST`, as the viewer sees it. */
  origin: string;
  /** As it was sent. */
  path: string;
  pairs: readonly Pair[];
}

/**
 * Why a URL does not open what it names; undefined when it does.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-urls.html
 * @param keys - that are trusted, by their ids
 */
export function refusalOf(
  { origin, path, pairs }: AskedUrl,
  keys: ReadonlyMap<string, KeyObject>,
  viewer: Viewer,
): Refusal | undefined {
  const given = new Map(pairs.filter(([name]) => SIGNING.includes(name)));
  const repeated = pairs.length - withoutSignature(pairs).length > given.size;
  if (repeated) return DENIED;
  const keyPairId = given.get('Key-Pair-Id');
  if (!keyPairId) {
    return { code: 'MissingKey', message: 'Missing Key-Pair-Id query parameter or cookie value' };
  }
  const key = keys.get(keyPairId);
  if (!key) return { code: 'InvalidKey', message: 'Unknown Key' };
  const hash = HASHES[given.get('Hash-Algorithm') ?? 'SHA1'];
  const signature = decoded(given.get('Signature') ?? '');
  if (!signature) return { code: 'MalformedSignature', message: 'Could not unencode Signature' };

  const url = origin + path + queryOf(withoutSignature(pairs));
  const policy = given.has('Policy')
    ? decoded(given.get('Policy')!)
    : cannedPolicy(url, given.get('Expires') ?? '');
  if (!policy) return MALFORMED;
  // Nothing of a policy is believed before its signature is.
  if (hash === undefined || !verify(hash, policy, key, signature)) return DENIED;
  const opens = readPolicy(policy.toString());
  if (!opens) return MALFORMED;
  return opens(url, viewer) ? undefined : DENIED;
}

const DENIED: Refusal = { code: 'AccessDenied', message: 'Access denied' };
const MALFORMED: Refusal = { code: 'MalformedPolicy', message: 'Malformed Policy' };

/** What is signed where a URL says no more than when it expires. */
function cannedPolicy(url: string, expires: string): Buffer | undefined {
  if (!/^\d{1,12}$/.test(expires)) return undefined;
  const Condition = { DateLessThan: { 'AWS:EpochTime': Number(expires) } };
  return Buffer.from(JSON.stringify({ Statement: [{ Resource: url, Condition }] }));
}

/** Base64 in the characters that CloudFront takes in URLs; undefined for any other, and for nothing. */
function decoded(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9~-]+_{0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  return Buffer.from(text.replaceAll('-', '+').replaceAll('~', '/').replaceAll('_', '='), 'base64');
}
