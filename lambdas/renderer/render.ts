import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ThumbnailError } from '../../contract/outcomes.ts';
import { masterKey, type Rendition, renditionKey, uploadNameOf } from '../shared/delivery/rendition.ts';
import { isDrawable, Undrawable } from '../shared/drawing/open-image.ts';
import { type ImageRecord, storedImages } from '../shared/record.ts';
import type { Encoded } from './draw.ts';
import type { RenderedRecords } from './rendered-records.ts';
import type { StoredRenditions, StoredVersion } from './stored-renditions.ts';

export interface RendererServices {
  records: Pick<RenderedRecords, 'get' | 'take' | 'giveBack'>;
  objects: Pick<StoredRenditions, 'original' | 'get' | 'put' | 'delete'>;
  /** @throws Undrawable */
  drawMaster: (original: Uint8Array) => Promise<Encoded>;
  /** @throws Undrawable */
  drawRendition: (master: Uint8Array, rendition: Rendition) => Promise<Buffer>;
  now: () => number;
  /** How long somebody else's drawing is waited for, ms. */
  waitMs: number;
}

/** What becomes of a request for a rendition. */
export type Rendered =
  | { outcome: 'drawn' | 'found'; bytes: Uint8Array }
  /** The record is not there, or has another image. */
  | { outcome: 'gone' }
  | { outcome: 'undrawable'; code: ThumbnailError }
  /** Somebody else draws it, and is not done yet. */
  | { outcome: 'busy' };

/** Between two looks, ms. */
const LOOK_MS = 250;

class Busy extends Error {}
class Gone extends Error {}

/**
 * Draws a rendition of a record's image and stores it, or takes what somebody else has stored meanwhile. Of an image one drawing
 * is made at a time, the master by one and each width by one, as the leases have it (docs/adr/0024-delivery.md). What was
 * stored of an image that has ceased to be the record's is deleted again.
 * @throws whatever S3 or DynamoDB threw
 */
export async function render(rendition: Rendition, services: RendererServices): Promise<Rendered> {
  const record = await services.records.get(rendition.id);
  const image = imageOf(record, rendition);
  if (!record || !image) return { outcome: 'gone' };
  const code = undrawable(record);
  if (code) return { outcome: 'undrawable', code };
  const stored: StoredVersion[] = [];
  const rendered = await attempt().catch(async (error: unknown) => {
    await takenBack();
    throw error;
  });
  return (await takenBack()) ? { outcome: 'gone' } : rendered;

  /** Deletes what was stored of an image that has ceased to be the record's. @returns false for one that is the record's */
  async function takenBack(): Promise<boolean> {
    if (imageOf(await services.records.get(rendition.id), rendition)) return false;
    for (const version of stored) await services.objects.delete(version);
    return true;
  }

  async function attempt(): Promise<Rendered> {
    const until = services.now() + services.waitMs;
    try {
      return await made(renditionKey(rendition), until, services, async () => {
        const master = await made(masterKey(rendition), until, services, async () => {
          const original = await services.objects.original(image!);
          if (!original) throw new Gone();
          return store(masterKey(rendition), await services.drawMaster(original));
        });
        const bytes = await services.drawRendition(master.bytes, rendition);
        return store(renditionKey(rendition), { bytes, format: rendition.format });
      });
    } catch (error) {
      if (error instanceof Gone) return { outcome: 'gone' };
      if (error instanceof Busy) return { outcome: 'busy' };
      if (error instanceof Undrawable) return { outcome: 'undrawable', code: error.code };
      throw error;
    }
  }

  async function store(key: string, encoded: Encoded): Promise<Uint8Array> {
    stored.push(await services.objects.put(key, encoded));
    return encoded.bytes;
  }
}

/** The record's image, when the path names that very upload. */
function imageOf(record: ImageRecord | undefined, { upload }: Rendition) {
  if (!record?.image) return undefined;
  const [image] = storedImages(record);
  return image && uploadNameOf(image) === upload ? image : undefined;
}

/** Why it is not even tried: the thumbnailer has tried it, or nobody can. */
function undrawable({ image, thumbnail }: ImageRecord): ThumbnailError | undefined {
  if (!isDrawable(image!.contentType)) return 'Unsupported';
  // That it failed without a word says nothing of the image.
  return thumbnail && 'error' in thumbnail && thumbnail.error !== 'Failed' ? thumbnail.error : undefined;
}

/**
 * An object that is there, or is made by whoever has its lease.
 * @param until - epoch ms
 * @throws Busy when somebody else is still at it by then
 */
async function made(
  key: string,
  until: number,
  { records, objects, now }: RendererServices,
  make: () => Promise<Uint8Array>,
): Promise<{ outcome: 'drawn' | 'found'; bytes: Uint8Array }> {
  const holder = randomUUID();
  for (;;) {
    const found = await objects.get(key);
    if (found) return { outcome: 'found', bytes: found };
    if (await records.take(key, holder, now())) {
      try {
        // Whoever had the lease has stored it before giving that back.
        const bytes = await objects.get(key);
        return bytes ? { outcome: 'found', bytes } : { outcome: 'drawn', bytes: await make() };
      } finally {
        // One that cannot be given back runs out.
        await records.giveBack(key, holder).catch(() => {});
      }
    }
    if (now() >= until) throw new Busy();
    await sleep(LOOK_MS);
  }
}
