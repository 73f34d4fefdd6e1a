import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ImageRecord } from '../../../../lambdas/shared/record.ts';
import { expectValid, ID, signer } from './signer.ts';

const KEY = `images/${ID}/AAAAAAAAAAAAAAAAAAAAAA.jpg`;
const NOW = Date.parse('2026-03-01T10:20:30.400Z');
const SHA256 = 'ab'.repeat(32);

const RECORD = {
  id: ID,
  filename: 'holiday_1.jpg',
  image: { contentType: 'image/png' },
  objectKeys: [KEY],
} as unknown as ImageRecord;

afterEach(() => vi.unstubAllEnvs());

describe('an upload ticket', () => {
  it('for a bare filename signs nothing but the host, so that curl -T is enough', async () => {
    const ticket = await signer().upload(ID, KEY, {}, NOW);
    const url = expectValid('PUT', ticket.url);
    expect(url.origin + url.pathname).toBe(`https://the-bucket.s3.eu-central-1.amazonaws.com/${KEY}`);
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host');
    expect([...url.searchParams.keys()].sort()).toEqual([
      'X-Amz-Algorithm',
      'X-Amz-Content-Sha256',
      'X-Amz-Credential',
      'X-Amz-Date',
      'X-Amz-Expires',
      'X-Amz-Signature',
      'X-Amz-SignedHeaders',
    ]);
    expect(ticket).toEqual({
      id: ID,
      url: ticket.url,
      method: 'PUT',
      expiresIn: 3600,
      expiresAt: Date.parse('2026-03-01T11:20:30.000Z'),
    });
  });

  it('signs all that was declared, and says what to send', async () => {
    const declared = { contentType: 'image/jpeg', size: 1234, sha256: SHA256 };
    const ticket = await signer().upload(ID, KEY, declared, NOW);
    expect(ticket.headers).toEqual({
      'Content-Type': 'image/jpeg',
      'Content-Length': '1234',
      'x-amz-checksum-sha256': Buffer.from(SHA256, 'hex').toString('base64'),
      'If-None-Match': '*',
    });
    const url = expectValid('PUT', ticket.url, ticket.headers);
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe(
      'content-length;content-type;host;if-none-match;x-amz-checksum-sha256',
    );
    expect([...url.searchParams.keys()].filter((name) => /checksum|acl|tagging|meta/i.test(name))).toEqual(
      [],
    );
  });

  it.each([
    [{ contentType: 'image/png' }, 'content-type;host;if-none-match'],
    [{ size: 5 }, 'content-length;host;if-none-match'],
    [{ sha256: SHA256 }, 'host;if-none-match;x-amz-checksum-sha256'],
  ])('signs any one of them: %o', async (declared, signed) => {
    const ticket = await signer().upload(ID, KEY, declared, NOW);
    expect(expectValid('PUT', ticket.url, ticket.headers).searchParams.get('X-Amz-SignedHeaders')).toBe(
      signed,
    );
  });

  it('does not outlive the session that signed it, and says so', async () => {
    const expiration = new Date(NOW + 600_000);
    const ticket = await signer(3600, { sessionToken: 'a+b/c==', expiration }).upload(ID, KEY, {}, NOW);
    expect(ticket).toMatchObject({ expiresAt: expiration.getTime(), expiresIn: 600 });
    const url = expectValid('PUT', ticket.url);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('600');
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('a+b/c==');
  });

  it('is path style on an IP address, and virtual-host style elsewhere', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:4566');
    const local = expectValid('PUT', (await signer().upload(ID, KEY, {}, NOW)).url);
    expect(local.href).toContain(`http://127.0.0.1:4566/the-bucket/${KEY}?`);
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'https://s3.example.org');
    const other = expectValid('PUT', (await signer().upload(ID, KEY, {}, NOW)).url);
    expect(other.href).toContain(`https://the-bucket.s3.example.org/${KEY}?`);
  });
});

describe('a download URL', () => {
  it('carries disposition, inspected type and caching, all signed', async () => {
    const { url, method } = await signer().download(RECORD, 'inline', NOW);
    expect(method).toBe('GET');
    const { searchParams } = expectValid('GET', url);
    expect(searchParams.get('response-content-disposition')).toBe(
      'inline; filename="holiday_1.jpg"; filename*=UTF-8\'\'holiday_1.jpg',
    );
    expect(searchParams.get('response-content-type')).toBe('image/png');
    expect(searchParams.get('response-cache-control')).toBe('private, max-age=3600, immutable');
    expect(searchParams.has('versionId')).toBe(false);
  });

  it('names the version, and sets every header that an upload could have stored', async () => {
    const record = { ...RECORD, image: { ...RECORD.image!, versionId: 'v1.x+/' } };
    const { searchParams } = expectValid('GET', (await signer().download(record, 'inline', NOW)).url);
    expect(searchParams.get('versionId')).toBe('v1.x+/');
    expect([...searchParams.keys()].filter((name) => name.startsWith('response-')).sort()).toEqual([
      'response-cache-control',
      'response-content-disposition',
      'response-content-encoding',
      'response-content-language',
      'response-content-type',
      'response-expires',
    ]);
    expect(searchParams.get('response-content-encoding')).toBe('identity');
  });

  it.each([60, 900, 3600, 43_200])(
    'with a lifetime of %i s is the same for ten minutes and more, and tells the truth',
    async (expiresIn) => {
      const urls = signer(expiresIn);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 10 ** 8 }), async (later) => {
          const start = NOW + later * 1000;
          const first = await urls.download(RECORD, 'inline', start);
          const query = new URL(first.url).searchParams;
          const date = query.get('X-Amz-Date')!.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5');
          const signedAt = Date.parse(date);
          const ends = signedAt + Number(query.get('X-Amz-Expires')) * 1000;
          expect(first.expiresAt).toBe(ends);
          expect(first.expiresIn).toBe(Math.floor((ends - start) / 1000));
          expect(first.expiresIn).toBeGreaterThanOrEqual(600);
          expect(signedAt).toBeLessThanOrEqual(start);
          for (const minutes of [0, 5, 9.99]) {
            const same = await urls.download(RECORD, 'inline', signedAt + minutes * 60_000);
            expect(same.url).toBe(first.url);
          }
        }),
        { numRuns: 30 },
      );
    },
  );

  it('is never said to outlive the session', async () => {
    const expiration = new Date(NOW + 100_000);
    const told = await signer(3600, { sessionToken: 't', expiration }).download(RECORD, 'inline', NOW);
    expect(told).toMatchObject({ expiresIn: 100, expiresAt: expiration.getTime() });
  });
});
