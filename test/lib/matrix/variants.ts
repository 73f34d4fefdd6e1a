import { imageTypes } from '../../../contract/image-types.ts';
import { type StageConfig, stages } from '../../../lib/stages/stages.ts';
import { NEW_KEY, OLD_KEY } from '../delivery-keys.ts';

const ACCOUNT = '1'.repeat(12);
const certificateIn = (region: string) => `arn:aws:acm:${region}:${ACCOUNT}:certificate/0`;
const PAGE = 'https://page.a.example';

const env = (region: string) => ({ account: ACCOUNT, region });
const domain = (region: string) => ({ name: 'api.a.example', certificateArn: certificateIn(region) });
const web = (name: string) => ({ domain: { name, certificateArn: certificateIn('us-east-1') } });

/** As much of delivery as there can be. */
const FULL_DELIVERY = {
  widths: [16, 100, 320, 640, 960, 1280, 1600, 1920, 2048, 2560],
  domain: { name: 'images.a.example', certificateArn: certificateIn('us-east-1') },
  maxAgeSeconds: 31_536_000,
  keys: [OLD_KEY, NEW_KEY],
};

/** Every field of a stage at the values that dev does not have. A new field does not compile without a line here. */
const OTHERS: { [Field in keyof Required<StageConfig>]: NonNullable<StageConfig[Field]>[] } = {
  env: [env('eu-central-1')],
  tags: [{}, { 'cost-center': '42 / ä', team: 'a' }],
  data: ['retain'],
  throttle: [{ ratePerSecond: 1, burst: 1 }],
  quotaPerDay: [1_000_000_000],
  apiKeys: [['old', 'new', 'newest']],
  domain: [domain('eu-central-1')],
  web: [false, web('page.a.example')],
  firewall: [{ requestsPer5Minutes: 1_000_000_000 }, { requestsPer5Minutes: 10 }],
  users: [
    {
      issuer: 'https://id.a.example/realms/a',
      audience: 'image-intake',
      clientIds: ['page', 'app'],
      userClaim: 'oid',
      ticketsPerHour: 100,
      page: { clientId: 'page', scopes: ['openid'], origins: ['https://login.a.example'] },
    },
    { issuer: 'https://id.a.example/', clientIds: ['app'], ticketsPerHour: 1 },
  ],
  webhooks: [
    [
      { name: 'first', url: 'https://hooks.a.example/images', secretParameter: '/image-intake/first' },
      {
        name: 'second',
        url: 'https://b.example:8443/?from=images',
        secretParameter: '/image-intake/second',
        events: ['image.ready', 'image.deleted'],
      },
    ],
  ],
  eventBus: ['default', `arn:aws:events:eu-central-1:${ACCOUNT}:event-bus/images`],
  allowedOrigins: [[PAGE], [PAGE, 'https://b.example', 'http://127.0.0.1:8080']],
  allowedHeaders: [Array.from({ length: 50 }, (_, at) => `x-header-${at}`)],
  allowedTypes: [imageTypes, ['image/png']],
  maxUploadBytes: [5 * 2 ** 30, 1],
  maxPixels: [2 ** 32, 1],
  urlExpiresSeconds: [43_200, 60],
  requireDeclaredUploads: [true],
  pendingDays: [365, 1],
  restoreDays: [3650],
  feedShards: [64],
  inspectorConcurrency: [1000, 2],
  thumbnailerConcurrency: [1000, 2],
  delivery: [
    FULL_DELIVERY,
    { widths: [640], public: false, maxAgeSeconds: 60, keys: [NEW_KEY] },
    { widths: [640, 1280], public: true, maxAgeSeconds: 86_400, keys: [] },
  ],
  reconcile: [{ everyHours: 1, repair: true, deleteShare: 0 }, false],
  canary: [
    'canary-10-percent-5-minutes',
    'canary-10-percent-15-minutes',
    'linear-10-percent-every-minute',
    'linear-10-percent-every-3-minutes',
  ],
  releaseDespiteAlarms: [true],
  alarmEmail: ['ops@a.example'],
  apiP99Ms: [29_000, 1],
  logLevel: ['DEBUG', 'WARN', 'ERROR'],
  apiLogLevel: ['ERROR'],
  logRetentionDays: [1, 14, 30, 90, 365],
};

/** The fields that bring resources or leave some out: each value has a stage of its own. */
const SHAPING = [
  'env',
  'data',
  'apiKeys',
  'domain',
  'web',
  'firewall',
  'users',
  'webhooks',
  'eventBus',
  'allowedHeaders',
  'allowedOrigins',
  'delivery',
  'reconcile',
  'alarmEmail',
  'apiLogLevel',
] satisfies (keyof StageConfig)[];

const dev = stages.dev!;
const fields = Object.keys(OTHERS) as (keyof StageConfig)[];

const alone = SHAPING.flatMap((field) =>
  OTHERS[field].map((value, index): [string, StageConfig] => [
    `${field.toLowerCase()}-${index}`,
    { ...dev, [field]: value },
  ]),
);

/** All other fields at once, each at its first other value, then at its second, and so on. */
const rest = fields.filter((field) => !(SHAPING as string[]).includes(field));
const rounds = Array.from({ length: Math.max(...rest.map((field) => OTHERS[field].length)) }, (_, round) => {
  const values = rest.map((field) => [field, OTHERS[field].at(round % OTHERS[field].length)]);
  return [`round-${round}`, { ...dev, ...Object.fromEntries(values) }] as [string, StageConfig];
});

/** As much as a stage can have, under the longest name, so that what grows with it is at its limit. */
export const FULL = 'x'.repeat(20);
export const fullIn = (region: string, page: string): StageConfig => ({
  ...dev,
  ...Object.fromEntries(fields.map((field) => [field, OTHERS[field][0]])),
  env: env(region),
  domain: domain(region),
  web: web(page),
  delivery: { ...FULL_DELIVERY, domain: { ...FULL_DELIVERY.domain, name: `images.${page}` } },
  allowedOrigins: [`https://${page}`, 'https://b.example', 'http://127.0.0.1:8080'],
});

/** The stages that there are, and those that docs/stages.md allows. */
export const VARIANTS: Record<string, StageConfig> = {
  ...stages,
  ...Object.fromEntries([...alone, ...rounds]),
  [FULL]: fullIn('eu-central-1', 'page.a.example'),
};
