import { describe, expect, it } from 'vitest';
import { bucketAddress } from '../../lambdas/shared/bucket-address.ts';

describe('bucketAddress', () => {
  it.each([
    ['eu-central-1', undefined, 'https://the-bucket.s3.eu-central-1.amazonaws.com', ''],
    ['cn-north-1', undefined, 'https://the-bucket.s3.cn-north-1.amazonaws.com.cn', ''],
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
