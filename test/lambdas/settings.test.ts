import { afterEach, describe, expect, it, vi } from 'vitest';
import { RELAY_ENV, RENDITIONS_ENV } from '../../lambdas/change-relay/env.ts';
import { readSettings as relaySettings } from '../../lambdas/change-relay/settings.ts';
import { INSPECTOR_ENV } from '../../lambdas/image-inspector/env.ts';
import { readSettings as inspectorSettings } from '../../lambdas/image-inspector/settings.ts';
import { DELIVERY_ENV, METADATA_API_ENV } from '../../lambdas/metadata-api/env.ts';
import { readSettings as apiSettings } from '../../lambdas/metadata-api/settings.ts';
import { CLEANER_ENV, DISTRIBUTION_ENV } from '../../lambdas/object-cleaner/env.ts';
import { readSettings as cleanerSettings } from '../../lambdas/object-cleaner/settings.ts';
import { RECONCILER_ENV } from '../../lambdas/reconciler/env.ts';
import { readSettings as reconcilerSettings } from '../../lambdas/reconciler/settings.ts';
import { RENDERER_ENV } from '../../lambdas/renderer/env.ts';
import { readSettings as rendererSettings } from '../../lambdas/renderer/settings.ts';
import { COMMON_ENV } from '../../lambdas/shared/env.ts';
import { THUMBNAILER_ENV } from '../../lambdas/thumbnailer/env.ts';
import { readSettings as thumbnailerSettings } from '../../lambdas/thumbnailer/settings.ts';
import { WEBHOOK_SENDER_ENV } from '../../lambdas/webhook-sender/env.ts';
import { readSettings as senderSettings } from '../../lambdas/webhook-sender/settings.ts';

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
  WEBHOOKS: '[{"name":"a","url":"https://a.example/","queue":"https://sqs.example/1/q","secret":"/a"}]',
  CLEANING_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/cleaning',
  UNRELAYED_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/unrelayed',
  WEBHOOK_QUEUES: '[{"queueUrl":"https://sqs.example/1/q","events":["image.ready"]}]',
  RECONCILING_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/reconciling',
  UPLOAD_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/uploads',
  DELETE_PARTS_PER_MILLION: '0',
  EVENT_BUS: '',
  RESTORE_DAYS: '30',
  WIDTHS: '[320,640]',
  MAX_AGE_SECONDS: '86400',
  DELIVERY:
    '{"origin":"https://images.example","widths":[320],"key":{"id":"K","publicKeyPem":"x","parameter":"/a"}}',
  RENDITIONS: 'true',
  DISTRIBUTION_ID: 'E2QWRUHAPOMQZL',
  SERVICE_NAME: 'image-intake-dev',
  METRICS_NAMESPACE: 'ImageIntake',
  AWS_REGION: 'eu-central-1',
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
  BUCKET_DOMAIN_NAME: [
    '',
    'images',
    'https://images.s3.amazonaws.com',
    'images.s3.amazonaws.com/x',
    'a.b:80',
  ],
  FEED_SHARDS: numbers,
  URL_EXPIRES_SECONDS: [...numbers, '604801'],
  MAX_UPLOAD_BYTES: numbers,
  MAX_PIXELS: numbers,
  ALLOWED_TYPES: ['', ',', 'image/jpeg,', 'image/jpg', 'image/svg+xml', 'jpeg', 'constructor'],
  ALLOWED_ORIGINS: ['', ' ', 'https://a.example,,https://b.example'],
  REQUIRE_DECLARED_UPLOADS: ['', 'yes', 'TRUE', '1'],
  PENDING_DAYS: numbers,
  THUMBNAIL_QUEUE_URL: urls,
  WEBHOOKS: [
    ...texts,
    'x',
    'null',
    '{}',
    '[]',
    '[null]',
    '[{"name":"a"}]',
    '[{"name":"a","url":"b","queue":"https://sqs.example/1/q","secret":"/a"}]',
    '[{"name":"a","url":"https://a.example/","queue":"https://sqs.example/1/q","secret":"/a","loopback":"yes"}]',
  ],
  CLEANING_QUEUE_URL: urls,
  UNRELAYED_QUEUE_URL: urls,
  WEBHOOK_QUEUES: [
    ...texts,
    'x',
    'null',
    '{}',
    '[null]',
    '[{}]',
    '[{"queueUrl":"a"}]',
    '[{"queueUrl":"https://sqs.example/1/q","events":"image.ready"}]',
  ],
  RECONCILING_QUEUE_URL: urls,
  UPLOAD_QUEUE_URL: urls,
  // None is a share, too.
  DELETE_PARTS_PER_MILLION: [...numbers.filter((text) => text !== '0'), '00', '1000001'],
  EVENT_BUS: [],
  RESTORE_DAYS: numbers,
  MAX_AGE_SECONDS: numbers,
  WIDTHS: [...texts, 'x', '[]', '{}', '[0]', '["320"]', '[320.5]', '320,640'],
  DELIVERY: [
    ...texts,
    'null',
    '{}',
    '{"origin":"https://images.example"}',
    '{"origin":"https://images.example","widths":[]}',
    '{"origin":"https://images.example","widths":[640,320]}',
    '{"origin":"https://images.example/","widths":[320]}',
    '{"origin":"images.example","widths":[320]}',
    '{"origin":"https://images.example","widths":[320],"key":{"id":"K"}}',
    '{"origin":"https://images.example","widths":[320],"key":null}',
  ],
  RENDITIONS: ['', 'yes', '1'],
  DISTRIBUTION_ID: texts,
  SERVICE_NAME: texts,
  METRICS_NAMESPACE: texts,
  AWS_REGION: texts,
};

const ALL = [...COMMON_ENV, 'AWS_REGION'];

const functions = [
  ['metadata-api', METADATA_API_ENV, apiSettings],
  ['image-inspector', INSPECTOR_ENV, inspectorSettings],
  ['thumbnailer', THUMBNAILER_ENV, thumbnailerSettings],
  ['change-relay', RELAY_ENV, relaySettings],
  ['object-cleaner', CLEANER_ENV, cleanerSettings],
  ['webhook-sender', WEBHOOK_SENDER_ENV, senderSettings],
  ['reconciler', RECONCILER_ENV, reconcilerSettings],
  ['renderer', RENDERER_ENV, rendererSettings],
] as const;

afterEach(() => vi.unstubAllEnvs());

const given = (names: readonly string[]) => {
  for (const name of [...names, ...ALL]) vi.stubEnv(name, RIGHT[name]!);
};

describe.each(functions)('%s', (_, names, readSettings) => {
  it('starts with settings that are right', () => {
    given(names);
    expect(() => readSettings()).not.toThrow();
  });

  it('says at once which variables are missing', () => {
    const all = [...names, ...ALL];
    for (const name of all) vi.stubEnv(name, undefined);
    expect(() => readSettings()).toThrow(`Missing environment variables: ${all.join(', ')}`);
  });

  it.each([...names, ...ALL].flatMap((name) => WRONG[name]!.map((value) => [name, value] as const)))(
    'does not start with %s=%j, and names it',
    (name, value) => {
      given(names);
      vi.stubEnv(name, value);
      expect(() => readSettings()).toThrow(new RegExp(`^${name} must be .*, not `));
    },
  );

  it.each(
    ['CLOUDFRONT', 'DYNAMODB', 'EVENTBRIDGE', 'S3', 'SQS', 'SSM'].flatMap((service) =>
      ['127.0.0.1:4566', 'localhost', 'ftp://a.example', 'https://a.example/base'].map((url) => [
        service,
        url,
      ]),
    ),
  )('does not start with AWS_ENDPOINT_URL_%s=%s', (service, url) => {
    given(names);
    const name = `AWS_ENDPOINT_URL_${service}`;
    vi.stubEnv(name, url);
    expect(() => readSettings()).toThrow(new RegExp(`^${name} must be `));
    vi.stubEnv(name, 'http://127.0.0.1:4566/');
    expect(() => readSettings()).not.toThrow();
    // As good as none.
    vi.stubEnv(name, '');
    expect(() => readSettings()).not.toThrow();
  });

  it.each(['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])('does not guess what %s means', (name) => {
    given(names);
    for (const value of ['TRUE', '1', 'yes']) {
      vi.stubEnv(name, value);
      expect(() => readSettings()).toThrow(`${name} must be true or false`);
    }
    vi.stubEnv(name, 'true');
    expect(() => readSettings()).not.toThrow();
  });

  it('does not start with a FIPS endpoint and one of its own, which the SDK refuses at each call', () => {
    given(names);
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'https://a.example');
    expect(() => readSettings()).toThrow('AWS_ENDPOINT_URL_S3 must be absent with AWS_USE_FIPS_ENDPOINT');
  });
});

describe('what a stage can be without', () => {
  it.each([
    ['metadata-api', METADATA_API_ENV, DELIVERY_ENV, apiSettings, 'delivery'],
    ['change-relay', RELAY_ENV, RENDITIONS_ENV, relaySettings, 'delivers'],
    ['object-cleaner', CLEANER_ENV, DISTRIBUTION_ENV, cleanerSettings, 'distributionId'],
  ] as const)('is left out of %s, or right', (_, names, [name], readSettings, field) => {
    given(names);
    vi.stubEnv(name, undefined);
    expect((readSettings() as object as Record<string, unknown>)[field]).toBeFalsy();
    given([...names, name]);
    expect((readSettings() as object as Record<string, unknown>)[field]).toBeTruthy();
    for (const wrong of WRONG[name]!) {
      vi.stubEnv(name, wrong);
      expect(() => readSettings()).toThrow(new RegExp(`^${name} must be `));
    }
  });
});
