import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { Sha256 } from '@smithy/core/checksum';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type UrlRequest, UrlSigner } from '../../lambdas/metadata-api/url-signer.ts';
import { bucketAddress } from '../../lambdas/shared/bucket-address.ts';
import { expectedSignature } from './support/sigv4.ts';

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const token = 'IQoJb3JpZ2luX2VjEA+/==';
const address = bucketAddress('the-bucket', 'eu-central-1', undefined);
const signedAt = Date.parse('2026-03-01T10:20:30Z');

/** What the SDK makes of the same request, with the two options without which S3 would not hold an upload to it. */
async function signedBySdk(request: UrlRequest, identity: typeof credentials): Promise<string> {
  const presigner = new S3RequestPresigner({ credentials: identity, region: 'eu-central-1', sha256: Sha256 });
  const { method, key, headers = {}, query = {} } = request;
  const signed = await presigner.presign(
    { method, protocol: 'https:', hostname: address.host, path: `/${key}`, headers: { ...headers }, query },
    {
      signingDate: new Date(request.signedAt),
      expiresIn: request.expiresIn,
      signableHeaders: new Set(['content-type']),
      unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
    },
  );
  const url = new URL(address.origin + signed.path);
  for (const [name, value] of Object.entries(signed.query!)) url.searchParams.append(name, String(value));
  return url.href;
}

const parametersOf = (url: string) => [...new URL(url).searchParams].sort(([a], [b]) => (a < b ? -1 : 1));

const value = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 });
const headerName = fc.constantFrom(
  'Content-Type',
  'content-length',
  'x-amz-checksum-sha256',
  'If-None-Match',
);
const request = fc.record({
  method: fc.constantFrom('GET' as const, 'PUT' as const, 'POST' as const),
  key: fc.stringMatching(/^[\w./-]{1,60}$/).filter((key) => !/(^|\/)\.{0,2}(\/|$)/.test(key)),
  headers: fc.dictionary(headerName, fc.stringMatching(/^[!-~]{1,40}$/), { noNullPrototype: true }),
  query: fc.dictionary(
    fc.constantFrom(
      'response-content-type',
      'response-content-disposition',
      'delete',
      'versionId',
      'a',
      'a-b',
    ),
    fc.oneof(value, fc.string({ unit: 'grapheme' }), fc.constant("!'()*+/= &%é")),
    { noNullPrototype: true },
  ),
  signedAt: fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
  expiresIn: fc.integer({ min: 1, max: 604_800 }),
});

describe('UrlSigner', () => {
  it('makes the URLs that the SDK makes, whatever is signed, on whatever day', async () => {
    const signers = [credentials, { ...credentials, sessionToken: token }].map((identity) => ({
      identity,
      signer: new UrlSigner(identity, 'eu-central-1', address),
    }));
    await fc.assert(
      fc.asyncProperty(request, fc.constantFrom(...signers), async (asked, { identity, signer }) => {
        const url = signer.sign(asked);
        expect(new URL(url).origin).toBe(address.origin);
        expect(new URL(url).pathname).toBe(`/${asked.key}`);
        expect(parametersOf(url)).toEqual(parametersOf(await signedBySdk(asked, identity)));
      }),
      { numRuns: 300 },
    );
  });

  it('signs what S3 would compute from the specification', () => {
    const signer = new UrlSigner({ ...credentials, sessionToken: token }, 'eu-central-1', address);
    const headers = { 'Content-Type': 'image/png', 'Content-Length': '5' };
    const url = new URL(
      signer.sign({ method: 'PUT', key: 'images/a.png', headers, signedAt, expiresIn: 60 }),
    );
    expect(url.searchParams.get('X-Amz-Signature')).toBe(
      expectedSignature('PUT', url, headers, credentials.secretAccessKey),
    );
  });

  it('of two signers, each has its own key', () => {
    const asked = { method: 'GET', key: 'images/a.png', signedAt, expiresIn: 60 } as const;
    const url = (secretAccessKey: string) =>
      new UrlSigner({ ...credentials, secretAccessKey }, 'eu-central-1', address).sign(asked);
    expect(url('one')).not.toBe(url('other'));
    expect(url('one')).toBe(url('one'));
  });
});

describe('the signature that the tests expect', () => {
  it('is the one of the example in the specification', () => {
    const url = new URL(
      'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
        '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
        '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host',
    );
    expect(expectedSignature('GET', url, {}, credentials.secretAccessKey)).toBe(
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
  });
});
