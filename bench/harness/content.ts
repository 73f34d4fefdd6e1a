import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawMaster } from '../../lambdas/renderer/draw.ts';
import type { Item } from '../../lambdas/shared/attribute-values.ts';
import { masterKey, type Rendition, uploadNameOf } from '../../lambdas/shared/delivery/rendition.ts';
import { type EraseIncarnation, toEraseItem } from '../../lambdas/shared/following/erase-request.ts';
import { newIncarnation, newObjectKey } from '../../lambdas/shared/objects/object-key.ts';
import { thumbnailKey } from '../../lambdas/shared/objects/thumbnail.ts';
import { storedImages } from '../../lambdas/shared/record.ts';
import { fromItem } from '../../lambdas/shared/record-item.ts';
import { newKey } from './events/queue-events.ts';
import { readyItem } from './events/record.ts';
import { type TokenIssuer, tokenIssuer } from './events/token.ts';
import { photograph } from './photograph.ts';
import type { StubContent } from './stub/content.ts';

/** For whom the tokens are. */
export const AUDIENCE = 'intake';
export const MAX_PIXELS = 100_000_000;
const WIDTH = 640;
/** As of a telephone: the photograph has 3 MB. */
const GRAIN = 20;
const EVENT_MS = 1_795_219_200_000;

/** What the functions find where they are measured. */
export interface BenchContent {
  records: Item[];
  /** Bytes of the sample that every image is but photographs. */
  sampleSize: number;
  /** One of 12 megapixels: where it is stored, and on this machine. */
  photograph: { key: string; file: string; size: number };
  /** To be drawn: of the sample, of a photograph, and of one whose master is drawn. */
  renditions: { ofSample: Rendition; ofPhotograph: Rendition; ofMaster: Rendition };
  erase: EraseIncarnation;
  issuer: TokenIssuer;
  /** Signs the URLs of a stage that delivers images. */
  signing: { publicKeyPem: string; privateKeyPem: string };
  webhookSecret: string;
}

/** @param folder - for the photograph @param records - how many a list finds, 3 or more @param issuer - URL of the tokens' */
export async function benchContent(folder: string, count: number, issuer: string): Promise<BenchContent> {
  const records = Array.from({ length: count }, (_, index) => readyItem(index));
  const file = join(folder, 'photograph.jpg');
  const bytes = await photograph(0, { grain: GRAIN });
  writeFileSync(file, bytes);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const [ofSample, ofPhotograph, ofMaster] = records.map((record) => renditionOf(record));
  return {
    records,
    sampleSize: sample.length,
    photograph: { key: newKey(), file, size: bytes.length },
    renditions: { ofSample: ofSample!, ofPhotograph: ofPhotograph!, ofMaster: ofMaster! },
    erase: eraseRequest(),
    issuer: tokenIssuer(issuer, AUDIENCE),
    signing: {
      publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    webhookSecret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  };
}

/** Names of SSM parameters. */
export const PARAMETERS = { signing: '/bench/signing', webhook: '/bench/webhook' } as const;

const sample = readFileSync(new URL('../../samples/hills.jpg', import.meta.url));

export async function stubContent(content: BenchContent): Promise<StubContent> {
  const { records, photograph, renditions, erase, issuer, signing, webhookSecret } = content;
  const photo = readFileSync(photograph.file);
  const { bytes: master } = await drawMaster(photo, MAX_PIXELS);
  const photographs = [photograph.key, ...keysOf(records[1]!)];
  const stored = new Map([
    ...photographs.map((key) => [key, photo] as const),
    [masterKey(renditions.ofMaster), master],
  ]);
  const living = withThumbnails(records.flatMap(keysOf)).sort();
  const erased = withThumbnails(erase.objectKeys);
  return {
    records,
    others: [toEraseItem(erase)],
    object: (key) => stored.get(key) ?? (/^(images|thumbnails)\//.test(key) ? sample : undefined),
    keys: (prefix) =>
      (prefix.includes(erase.recordId) ? erased : living).filter((key) => key.startsWith(prefix)),
    parameters: { [PARAMETERS.signing]: signing.privateKeyPem, [PARAMETERS.webhook]: webhookSecret },
    documents: issuer.documents,
  };
}

const keysOf = (record: Item): string[] => fromItem(record).objectKeys ?? [];

const withThumbnails = (keys: string[]): string[] => [...keys, ...keys.map(thumbnailKey)];

function renditionOf(record: Item): Rendition {
  const image = storedImages(fromItem(record))[0]!;
  return { id: record.id!.S!, upload: uploadNameOf(image), width: WIDTH, format: 'webp' };
}

/** Its last ticket has run out: it can be done at once. */
function eraseRequest(): EraseIncarnation {
  const recordId = randomUUID();
  const incarnation = newIncarnation();
  const objectKeys = [newObjectKey({ id: recordId, incarnation }, 'holiday.jpg')];
  const asked = { requestedAt: EVENT_MS, until: EVENT_MS / 1000 };
  return {
    kind: 'incarnation',
    recordId,
    incarnation,
    lastVersion: 2,
    owner: 'user-1',
    objectKeys,
    ...asked,
  };
}
