import { budgetOf } from '../lib/constructs/bundling/budget.ts';
import type { FunctionsFound } from './sections/functions/found.ts';
import type { Target } from './sections/section.ts';

const EMPTY = 'an empty function';

/** First answer of a fresh process, times the empty function's. Limits are a tenth above what was measured, the usual noise. */
const COLD: [what: string, limit: number, name: string][] = [
  ['POST, cold', 4.8, 'metadata-api, POST'],
  ['GET that loads the signer, cold', 6.8, 'metadata-api, GET, signer'],
  ['token, cold', 4.8, 'authorizer, token'],
  ['upload event, cold', 6.5, 'image-inspector, JPEG'],
  ['thumbnail, cold', 9.9, 'thumbnailer, JPEG'],
  ['change, cold', 4.5, 'change-relay, change'],
  ['webhook, cold', 5.5, 'webhook-sender, webhook'],
  ['deletion, cold', 7.8, 'object-cleaner, deletion'],
  ['erasure that loads the invalidator, cold', 11, 'object-cleaner, erasure, invalidator'],
  ['view of another upload, cold', 6.9, 'renderer, another upload'],
  ['first width, cold', 15.2, 'renderer, first width'],
  ['50 objects compared, cold', 7.9, 'reconciler, 50 objects'],
];

type Beside = [what: string, limit: number, name: string, other: string, unit: string];

/** Cold, times that of another function in the same run. */
const COLD_BESIDE: Beside[] = [
  ['POST, cold', 0.4, 'metadata-api, POST', 'Python, POST', 'Python'],
  ['POST, cold', 0.72, 'metadata-api, POST', 'naive, POST', 'naive'],
  ['upload event, cold', 0.55, 'image-inspector, JPEG', 'Python, JPEG', 'Python'],
  ['photograph, cold', 0.83, 'image-inspector, photograph', 'naive, photograph', 'naive'],
];

/** A program that nobody here makes quicker, and that calls the table once. */
const POST: [string, string] = ['naive: post', 'naive POST'];
/** The same photograph, from the disk. */
const SHARP_320: [string, string] = ['sharp alone: 320 pixels', 'sharp alone'];
const SHARP_640: [string, string] = ['sharp alone: 640 pixels', 'sharp alone'];

/** CPU of a warm call, times that of another one in the same run. */
const WARM: Beside[] = [
  ['POST, CPU', 0.6, 'metadata-api: post', 'Python: post', 'Python'],
  ['POST, CPU', 0.83, 'metadata-api: post', ...POST],
  ['list of 50, CPU', 0.33, 'metadata-api: list', 'Python: list', 'Python'],
  ['presigned URL, CPU', 0.333, 'presigned URL: one', 'presigned URL: by getSignedUrl', 'getSignedUrl'],
  ['token, CPU', 0.055, 'authorizer: token', ...POST],
  ['upload event, CPU', 3.2, 'image-inspector: inspect', ...POST],
  ['photograph, CPU', 0.24, 'image-inspector: photograph', 'naive: photograph', 'naive'],
  // It reads 3 MB over TLS, and makes a thumbhash.
  ['thumbnail of a photograph, CPU', 2.1, 'thumbnailer: photograph', ...SHARP_320],
  ['change, CPU', 0.97, 'change-relay: change', ...POST],
  ['webhook, CPU', 0.58, 'webhook-sender: webhook', ...POST],
  ['deletion, CPU', 7.6, 'object-cleaner: deletion', ...POST],
  ['erasure, CPU', 19.6, 'object-cleaner: erasure', ...POST],
  // It draws a master of 2,560 pixels before.
  ['first width, CPU', 4.8, 'renderer: first width', ...SHARP_640],
  ['next width, CPU', 1.3, 'renderer: next width', ...SHARP_640],
  ['50 objects compared, CPU', 7.2, 'reconciler: 50 objects', ...POST],
  // A hundred looks at S3.
  ['50 records compared, CPU', 57, 'reconciler: 50 records', ...POST],
];

/** What the functions promise of themselves, each as this run has it. */
export function functionTargets({ bundles, cold, warm }: FunctionsFound): Target[] {
  const start = (name: string) => cold.find((one) => one.name === name)?.timesEmpty;
  const cpu = (name: string) => warm.find((one) => one.name === name)?.cpuUs;
  const times = (a: number | undefined, b: number | undefined) => (a !== undefined && b ? a / b : undefined);
  const ratio = (what: string, limit: number, measured: number | undefined, unit: string): Target => ({
    what,
    limit,
    measured,
    unit: `× ${unit}`,
  });
  return [
    ...bundles.flatMap(({ name, bytes, compressedBytes }) => {
      const budget = budgetOf(name);
      return [
        { what: `${name}: bundle`, limit: budget.bytes / 1024, measured: bytes / 1024, unit: 'KB' },
        {
          what: `${name}: bundle, compressed`,
          limit: budget.compressedBytes / 1024,
          measured: compressedBytes / 1024,
          unit: 'KB',
        },
      ];
    }),
    ...COLD.map(([what, limit, name]) => ratio(what, limit, start(name), EMPTY)),
    ...COLD_BESIDE.map(([what, limit, name, other, unit]) =>
      ratio(what, limit, times(start(name), start(other)), unit),
    ),
    ...WARM.map(([what, limit, name, other, unit]) => ratio(what, limit, times(cpu(name), cpu(other)), unit)),
  ];
}
