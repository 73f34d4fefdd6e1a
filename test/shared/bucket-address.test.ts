import { describe, expect, it } from 'vitest';
import { bucketAddress } from '../../lambdas/shared/bucket-address.ts';

describe('bucketAddress', () => {
  it.each([
    ['eu-central-1', undefined, 'https://the-bucket.s3.eu-central-1.amazonaws.com', ''],
    ['cn-north-1', undefined, 'https://the-bucket.s3.cn-north-1.amazonaws.com.cn', ''],
    ['us-gov-west-1', undefined, 'https://the-bucket.s3.us-gov-west-1.amazonaws.com', ''],
    ['eusc-de-east-1', undefined, 'https://the-bucket.s3.eusc-de-east-1.amazonaws.eu', ''],
    ['us-iso-east-1', undefined, 'https://the-bucket.s3.us-iso-east-1.c2s.ic.gov', ''],
    ['us-isob-east-1', undefined, 'https://the-bucket.s3.us-isob-east-1.sc2s.sgov.gov', ''],
    ['eu-central-1', 'http://127.0.0.1:4566', 'http://127.0.0.1:4566', '/the-bucket'],
    ['eu-central-1', 'http://[::1]:4566/', 'http://[::1]:4566', '/the-bucket'],
    ['eu-central-1', 'https://s3.example.org', 'https://the-bucket.s3.example.org', ''],
    ['eu-central-1', '', 'https://the-bucket.s3.eu-central-1.amazonaws.com', ''],
  ])('of %s with the endpoint %s is %s%s', (region, endpoint, origin, path) => {
    expect(bucketAddress('the-bucket', region, endpoint)).toEqual({
      origin,
      host: new URL(origin).host,
      path,
    });
  });
});
