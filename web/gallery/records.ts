import type { Image, Metadata, PreSignedUrl } from '../../client/types.ts';
import { createServiceClock } from './service-clock.ts';

/** A record as the page knows it. */
export interface Entry {
  metadata: Metadata;
  /** GET URL, once there is an image. */
  url?: PreSignedUrl | undefined;
  /** Epoch ms by this machine's clock at which `url` ends, or what it has beside the original. */
  urlEndsAt: number;
}

export type Records = ReturnType<typeof createRecords>;

/** A URL this close to its end is replaced by a newer one; else the older stays, which the browser has cached. */
const MARGIN_MS = 5 * 60_000;

/** A thumbnail comes within seconds after its image, or not at all. */
const THUMBNAIL_MS = 30_000;

/**
 * Whether an image's thumbnail is still to be expected.
 * @param now Epoch ms by the service's clock.
 */
export function awaitsThumbnail(metadata: Metadata, now: number): boolean {
  const { uploadedAt, thumbhash, thumbnailError } = metadata;
  return uploadedAt !== undefined && !thumbhash && !thumbnailError && now - uploadedAt < THUMBNAIL_MS;
}

/** The records that the page shows, newest first, and whoever wants to know of changes. */
export function createRecords(elapsed?: () => number) {
  const clock = createServiceClock(elapsed);
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };

  /** Takes in what the service told. What is older than what is known changes nothing. Says whether anything did. */
  const put = (metadata: Metadata, url?: PreSignedUrl | null, now = Date.now()): boolean => {
    const known = entries.get(metadata.id);
    if (known && known.metadata.version > metadata.version) return false;
    const sameImage = known && known.metadata.contentVersion === metadata.contentVersion;
    const gains = (one: 'thumbnailUrl' | 'delivery') =>
      url?.[one] !== undefined && known?.url?.[one] === undefined;
    const lasts = known !== undefined && known.urlEndsAt - now > MARGIN_MS;
    const keepUrl =
      sameImage && known.url && (!url || (lasts && !gains('thumbnailUrl') && !gains('delivery')));
    const sameRecord = known?.metadata.version === metadata.version && !tellsMore(metadata, known.metadata);
    if (sameRecord && (keepUrl || !url)) return false;
    const fresh = { url: url ?? undefined, urlEndsAt: url ? now + lifeOf(url) : 0 };
    entries.set(metadata.id, {
      metadata,
      ...(keepUrl ? { url: known.url, urlEndsAt: known.urlEndsAt } : fresh),
    });
    return true;
  };

  const putAll = (records: Metadata[], urls: readonly PreSignedUrl[] = []): boolean => {
    for (const metadata of records) clock.learnFrom(metadata);
    for (const url of urls) clock.learn(url.expiresAt - url.expiresIn * 1000);
    const urlOf = new Map(urls.map((url) => [url.id, url]));
    const changes = records.filter((metadata) => put(metadata, urlOf.get(metadata.id)));
    if (changes.length > 0) changed();
    return changes.length > 0;
  };

  return {
    /** Epoch ms by the service's clock; this device's may be wrong. */
    now: clock.now,
    /** Whether an image's thumbnail is still to be expected. */
    awaitsThumbnail: (metadata: Metadata) => awaitsThumbnail(metadata, clock.now()),
    /** Newest first, as the service lists them. */
    all: () =>
      [...entries.values()].sort(
        (a, b) => b.metadata.createdAt - a.metadata.createdAt || (b.metadata.id > a.metadata.id ? 1 : -1),
      ),
    get: (id: string) => entries.get(id),
    /** Takes in records with their URLs at once. Says whether anything changed. */
    putAll,
    /** Takes in a record with its URL, if it has one. Says whether anything changed. */
    putImage: ({ metadata, preSignedUrl }: Pick<Image, 'metadata'> & Partial<Image>): boolean =>
      putAll([metadata], preSignedUrl ? [preSignedUrl] : []),
    /** Forgets the URL that no longer works, so that the next one is taken. */
    dropUrl: (id: string) => {
      const entry = entries.get(id);
      if (entry) entries.set(id, { ...entry, url: undefined, urlEndsAt: 0 });
    },
    remove: (id: string) => {
      if (entries.delete(id)) changed();
    },
    clear: () => {
      entries.clear();
      changed();
    },
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** How long all of it works, ms. */
function lifeOf({ expiresIn, expiresAt, delivery }: PreSignedUrl): number {
  const earlier = expiresAt - (delivery?.expiresAt ?? expiresAt);
  return expiresIn * 1000 - Math.max(earlier, 0);
}

/** What is told of a thumbnail is no new version of the record. */
function tellsMore(now: Metadata, known: Metadata): boolean {
  const outcome = ({ thumbhash, thumbnailError }: Metadata) => thumbhash ?? thumbnailError;
  return outcome(now) !== undefined && outcome(now) !== outcome(known);
}
