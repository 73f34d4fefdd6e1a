import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageTypes } from '../../../../contract/image-types.ts';
import { expectedSignature } from '../support/sigv4.ts';
import { expectValid, ID, signer } from './signer.ts';

describe('whatever is declared', () => {
  const declarations = fc.record(
    {
      contentType: fc.constantFrom(...imageTypes),
      size: fc.integer({ min: 1, max: 5 * 2 ** 30 }),
      sha256: fc
        .uint8Array({ minLength: 32, maxLength: 32 })
        .map((hash) => Buffer.from(hash).toString('hex')),
    },
    { requiredKeys: [] },
  );

  it('is signed, and nothing else, by a URL that S3 finds valid', async () => {
    await fc.assert(
      fc.asyncProperty(
        declarations,
        fc.stringMatching(/^[\w./-]{1,60}$/).filter((name) => !/(^|\/)\.{0,2}(\/|$)/.test(name)),
        fc.option(fc.string({ unit: fc.constantFrom(...'abcXYZ019+/='), minLength: 1, maxLength: 700 }), {
          nil: undefined,
        }),
        fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        async (declared, name, sessionToken, now) => {
          const urls = signer(3600, sessionToken === undefined ? {} : { sessionToken });
          const ticket = await urls.upload(ID, `images/${name}`, declared, now.getTime());
          const url = expectValid('PUT', ticket.url, ticket.headers);
          const names = Object.keys(ticket.headers ?? {}).map((header) => header.toLowerCase());
          expect(url.searchParams.get('X-Amz-SignedHeaders')!.split(';')).toEqual(['host', ...names].sort());
          expect([...url.searchParams.keys()].filter((key) => !key.startsWith('X-Amz-'))).toEqual([]);
          expect(url.searchParams.get('X-Amz-Security-Token') ?? undefined).toBe(sessionToken);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the signature that the tests expect', () => {
  it('is the one of the example in the specification', () => {
    const url = new URL(
      'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
        '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
        '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host',
    );
    expect(expectedSignature('GET', url, {}, 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')).toBe(
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
  });
});
