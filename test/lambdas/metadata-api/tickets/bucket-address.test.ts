import { describe, expect, it } from 'vitest';
import { bucketAddress } from '../../../../lambdas/metadata-api/tickets/bucket-address.ts';

describe('bucketAddress', () => {
  it.each([
    ['the-bucket.s3.eu-central-1.amazonaws.com', undefined, 'https:', undefined, undefined, ''],
    ['the-bucket.s3.cn-north-1.amazonaws.com.cn', undefined, 'https:', undefined, undefined, ''],
    ['the-bucket.s3.us-iso-east-1.c2s.ic.gov', '', 'https:', undefined, undefined, ''],
    ['unused', 'http://127.0.0.1:4566', 'http:', '127.0.0.1', 4566, '/the-bucket'],
    ['unused', 'http://[::1]:4566/', 'http:', '[::1]', 4566, '/the-bucket'],
    ['unused', 'https://s3.example.org', 'https:', 'the-bucket.s3.example.org', undefined, ''],
    ['unused', 'https://s3.example.org:8443', 'https:', 'the-bucket.s3.example.org', 8443, ''],
  ])('of %s with the endpoint %s', (domainName, endpoint, protocol, hostname = domainName, port, path) => {
    const address = bucketAddress('the-bucket', domainName, endpoint ?? '');
    expect(address).toEqual({ protocol, hostname, port, path });
  });
});
