import { checkCall, checkWait } from './arguments.ts';
import { ImageRejectedError, TimeoutError, UploadSupersededError } from './errors.ts';
import { sleep } from './retry.ts';
import type { Image, Metadata } from './types.ts';

const FIRST_POLL_MS = 150;
const LONGEST_POLL_MS = 3000;
const WAIT_MS = 120_000;
/** Once somebody else's image is on the record, ours is not waited for much longer. */
const SUPERSEDED_AFTER_MS = 10_000;

/** An upload whose end is awaited. */
export interface SentUpload {
  id: string;
  /** The record as it came with the ticket, that is before the bytes were sent. */
  before: Metadata;
  /** Bytes sent. */
  size: number;
  /** Hexadecimal, when it was declared. */
  sha256?: string | undefined;
}

export interface WaitOptions {
  signal?: AbortSignal | undefined;
  /** How long the inspection may take, 120,000 by default. */
  waitMs?: number | undefined;
}

/**
 * Reads the record again and again until the upload was inspected.
 *
 * The upload's own end is told by what changed since the ticket was taken: a higher `contentVersion` with these
 * very bytes (size, and SHA-256 where S3 verified one), or a refusal at another time than the last one.
 * @throws ImageRejectedError, UploadSupersededError, TimeoutError, whatever `get` throws, or the signal's reason.
 */
export async function untilInspected(
  get: (id: string, options: { signal?: AbortSignal | undefined }) => Promise<Image>,
  upload: SentUpload,
  { signal, waitMs = WAIT_MS }: WaitOptions = {},
): Promise<Image> {
  checkCall({ signal });
  checkWait(waitMs);
  const start = Date.now();
  let supersededAt: number | undefined;
  for (let delay = FIRST_POLL_MS; ; delay = Math.min(delay * 1.6, LONGEST_POLL_MS)) {
    const image = await get(upload.id, { signal });
    const end = endOf(image.metadata, upload);
    if (end === 'ready') return image;
    if (end === 'rejected') throw new ImageRejectedError(image.metadata, image.metadata.rejection!);
    if (end === 'superseded') supersededAt ??= Date.now();
    if (Date.now() - (supersededAt ?? Date.now()) >= SUPERSEDED_AFTER_MS) {
      throw new UploadSupersededError(image.metadata);
    }
    if (Date.now() - start + delay > waitMs) {
      if (end === 'superseded') throw new UploadSupersededError(image.metadata);
      throw new TimeoutError(`The image was sent, but not inspected in ${waitMs} ms.`, 'InspectionTimeout');
    }
    await sleep(delay * (0.8 + 0.4 * Math.random()), signal);
  }
}

function endOf(
  now: Metadata,
  { before, size, sha256 }: SentUpload,
): 'ready' | 'rejected' | 'superseded' | undefined {
  const accepted = (now.contentVersion ?? 0) > (before.contentVersion ?? 0);
  const sameBytes = now.size === size && (!sha256 || !now.sha256 || now.sha256 === sha256);
  if (accepted && sameBytes) return 'ready';
  if (now.rejection && now.rejection.at !== before.rejection?.at) return 'rejected';
  return accepted ? 'superseded' : undefined;
}
