import type { Attack, Target } from './attack.ts';
import { parameterOf, setParameter, type Wire } from './wire.ts';

const bare = (
  title: string,
  refusedWith: string,
  change: (wire: Wire, target: Target) => void | Promise<void>,
): Attack => ({
  title,
  ticket: 'bare',
  change,
  refusedWith,
});

const added = (pair: string): Attack =>
  bare(`the query gains ${pair}`, 'SignatureDoesNotMatch', (wire) => void wire.query.push(pair));

/** Replaces one part of the credential scope: key, date, region, service, terminator. */
function scope(wire: Wire, part: number, value: string): void {
  const fields = decodeURIComponent(parameterOf(wire, 'X-Amz-Credential')).split('/');
  fields[part] = value;
  setParameter(wire, 'X-Amz-Credential', encodeURIComponent(fields.join('/')));
}

const signature = (title: string, change: (signature: string) => string): Attack =>
  bare(title, 'SignatureDoesNotMatch', (wire) =>
    setParameter(wire, 'X-Amz-Signature', change(parameterOf(wire, 'X-Amz-Signature'))),
  );

export const queryAttacks: Attack[] = [
  added('acl='),
  added('tagging='),
  added('x-amz-acl=public-read'),
  added('x-amz-tagging=a%3Db'),
  added('x-amz-meta-a=b'),
  added('versionId=null'),
  added('partNumber=1&uploadId=x'),
  added('__proto__=x'),
  bare('the query loses x-id or its payload word', 'SignatureDoesNotMatch', (wire) =>
    setParameter(wire, 'X-Amz-Content-Sha256', undefined),
  ),
  {
    title: "a download's type overridden",
    ticket: 'download',
    change: (wire) => void wire.query.push('response-content-type=text%2Fhtml'),
    refusedWith: 'SignatureDoesNotMatch',
  },
  bare('the region of another endpoint', 'AuthorizationQueryParametersError', (wire) =>
    scope(wire, 2, 'ap-south-2'),
  ),
  bare('the service of another endpoint', 'AuthorizationQueryParametersError', (wire) =>
    scope(wire, 3, 'sqs'),
  ),
  bare('another terminator', 'AuthorizationQueryParametersError', (wire) => scope(wire, 4, 'aws5_request')),
  bare("another day's credential scope", 'AuthorizationQueryParametersError', (wire) =>
    scope(wire, 1, '20200101'),
  ),
  bare('an access key that nobody has', 'InvalidAccessKeyId', (wire) =>
    scope(wire, 0, 'AKIANOBODYNOBODYNOBO'),
  ),
  {
    title: 'the access key of someone else',
    ticket: 'bare',
    change: (wire, { otherAccessKeyId }) => {
      setParameter(wire, 'X-Amz-Security-Token', undefined);
      scope(wire, 0, otherAccessKeyId);
    },
    refusedWith: 'SignatureDoesNotMatch',
  },
  bare('the algorithm HMAC-SHA1', 'AuthorizationQueryParametersError', (wire) =>
    setParameter(wire, 'X-Amz-Algorithm', 'AWS4-HMAC-SHA1'),
  ),
  bare('the algorithm "none"', 'AuthorizationQueryParametersError', (wire) =>
    setParameter(wire, 'X-Amz-Algorithm', 'none'),
  ),
  bare('no algorithm', 'AuthorizationQueryParametersError', (wire) =>
    setParameter(wire, 'X-Amz-Algorithm', undefined),
  ),
  bare("another session's token", 'InvalidToken', (wire) =>
    setParameter(wire, 'X-Amz-Security-Token', 'stolen'),
  ),
  bare('no signed headers', 'AccessDenied', (wire) => setParameter(wire, 'X-Amz-SignedHeaders', '')),
  {
    title: 'fewer signed headers than were signed',
    ticket: 'declared',
    change: (wire) => setParameter(wire, 'X-Amz-SignedHeaders', 'host%3Bx-amz-checksum-sha256'),
    refusedWith: 'SignatureDoesNotMatch',
  },
  signature(
    'a signature with its last digit changed',
    (hex) => hex.slice(0, -1) + (hex.endsWith('0') ? '1' : '0'),
  ),
  signature('a signature cut short', (hex) => hex.slice(0, 32)),
  signature('a signature of zeros', () => '0'.repeat(64)),
  signature('an empty signature', () => ''),
  bare('no signature', 'AuthorizationQueryParametersError', (wire) =>
    setParameter(wire, 'X-Amz-Signature', undefined),
  ),
  {
    title: 'a second signature in small letters',
    ticket: 'bare',
    change: (wire) => void wire.query.push(`x-amz-signature=${'0'.repeat(64)}`),
    refusedWith: 'AuthorizationQueryParametersError',
  },
  {
    title: 'two signatures',
    ticket: 'bare',
    change: (wire) => void wire.query.unshift(`X-Amz-Signature=${'0'.repeat(64)}`),
    refusedWith: 'AuthorizationQueryParametersError',
    notOnRgw: 'RGW believes the last of two parameters of one name',
  },
  bare("another ticket's signature", 'SignatureDoesNotMatch', async (wire, target) => {
    setParameter(wire, 'X-Amz-Signature', parameterOf(await target.ticket('bare'), 'X-Amz-Signature'));
  }),
  bare("another ticket's whole query: swapped tickets", 'SignatureDoesNotMatch', async (wire, target) => {
    wire.query = (await target.ticket('bare')).query;
  }),
  bare(
    "a declared ticket's query, to shed the declaration",
    'SignatureDoesNotMatch',
    async (wire, target) => {
      const declared = await target.ticket('declared');
      wire.path = declared.path;
    },
  ),
  bare('no query: an anonymous PUT', 'AccessDenied', (wire) => {
    wire.query = [];
  }),
  {
    title: 'no query: an anonymous GET',
    ticket: 'download',
    change: (wire) => {
      wire.query = [];
    },
    refusedWith: 'AccessDenied',
  },
  bare('an anonymous listing', 'AccessDenied', (wire, { bucket }) => {
    Object.assign(wire, { method: 'GET', path: `/${bucket}`, query: ['list-type=2'] });
  }),
  bare('a query of Signature Version 2', 'InvalidRequest', (wire) => {
    const [accessKeyId] = decodeURIComponent(parameterOf(wire, 'X-Amz-Credential')).split('/');
    wire.query = [
      `AWSAccessKeyId=${accessKeyId}`,
      'Expires=4102444800',
      'Signature=AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D',
    ];
  }),
  bare('an Authorization header beside the query', 'InvalidArgument', (wire) => {
    wire.headers.authorization = `AWS4-HMAC-SHA256 Credential=a/20200101/b/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
  }),
];
