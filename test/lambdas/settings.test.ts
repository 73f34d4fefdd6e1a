import { afterEach, describe, expect, it, vi } from 'vitest';
import { INSPECTOR_ENV } from '../../lambdas/image-inspector/env.ts';
import { readSettings as inspectorSettings } from '../../lambdas/image-inspector/settings.ts';
import { METADATA_API_ENV } from '../../lambdas/metadata-api/env.ts';
import { readSettings as apiSettings } from '../../lambdas/metadata-api/settings.ts';
import { COMMON_ENV } from '../../lambdas/shared/env.ts';
import { THUMBNAILER_ENV } from '../../lambdas/thumbnailer/env.ts';
import { readSettings as thumbnailerSettings } from '../../lambdas/thumbnailer/settings.ts';

const RIGHT: Record<string, string> = {
  TABLE_NAME: 'records',
  BUCKET_NAME: 'images',
  BUCKET_DOMAIN_NAME: 'images.s3.eu-central-1.amazonaws.com',
  FEED_SHARDS: '2',
  URL_EXPIRES_SECONDS: '3600',
  MAX_UPLOAD_BYTES: '100000000',
  MAX_PIXELS: '100000000',
  ALLOWED_TYPES: 'image/jpeg,image/png',
  ALLOWED_ORIGINS: 'https://a.example,https://b.example',
  REQUIRE_DECLARED_UPLOADS: 'true',
  PENDING_DAYS: '7',
  THUMBNAIL_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/thumbnails',
  SERVICE_NAME: 'image-intake-dev',
  METRICS_NAMESPACE: 'ImageIntake',
};

const numbers = [
  '',
  '0',
  '-1',
  '1.5',
  '1e3',
  '0x10',
  'NaN',
  'Infinity',
  ' 5',
  '10 MB',
  '9'.repeat(17),
  '9'.repeat(400),
];
const texts = ['', '  '];
const urls = ['', 'thumbnails', '//host/queue', 'ftp://host/queue'];
const WRONG: Record<string, string[]> = {
  TABLE_NAME: texts,
  BUCKET_NAME: texts,
  BUCKET_DOMAIN_NAME: texts,
  FEED_SHARDS: numbers,
  URL_EXPIRES_SECONDS: numbers,
  MAX_UPLOAD_BYTES: numbers,
  MAX_PIXELS: numbers,
  ALLOWED_TYPES: ['', ',', 'image/jpeg,', 'image/jpg', 'image/svg+xml', 'jpeg', 'constructor'],
  ALLOWED_ORIGINS: ['', ' ', 'https://a.example,,https://b.example'],
  REQUIRE_DECLARED_UPLOADS: ['', 'yes', 'TRUE', '1'],
  PENDING_DAYS: numbers,
  THUMBNAIL_QUEUE_URL: urls,
  SERVICE_NAME: texts,
  METRICS_NAMESPACE: texts,
};

const functions = [
  ['metadata-api', METADATA_API_ENV, apiSettings],
  ['image-inspector', INSPECTOR_ENV, inspectorSettings],
  ['thumbnailer', THUMBNAILER_ENV, thumbnailerSettings],
] as const;

afterEach(() => vi.unstubAllEnvs());

const given = (names: readonly string[]) => {
  for (const name of [...names, ...COMMON_ENV]) vi.stubEnv(name, RIGHT[name]!);
};

describe.each(functions)('%s', (_, names, readSettings) => {
  it('starts with settings that are right', () => {
    given(names);
    expect(() => readSettings()).not.toThrow();
  });

  it('says at once which variables are missing', () => {
    const all = [...names, ...COMMON_ENV];
    for (const name of all) vi.stubEnv(name, undefined);
    expect(() => readSettings()).toThrow(`Missing environment variables: ${all.join(', ')}`);
  });

  it.each([...names, ...COMMON_ENV].flatMap((name) => WRONG[name]!.map((value) => [name, value] as const)))(
    'does not start with %s=%j, and names it',
    (name, value) => {
      given(names);
      vi.stubEnv(name, value);
      expect(() => readSettings()).toThrow(new RegExp(`^${name} must be .*, not `));
    },
  );

  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_SQS'])(
    'does not start with an endpoint in %s that is none',
    (name) => {
      given(names);
      vi.stubEnv(name, '127.0.0.1:4566');
      expect(() => readSettings()).toThrow(name);
      // As good as none.
      vi.stubEnv(name, '');
      expect(() => readSettings()).not.toThrow();
    },
  );
});
