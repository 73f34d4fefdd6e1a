import { checkCall, checkWait } from './arguments.ts';
import { ImageRejectedError, IntakeError, TimeoutError, UploadSupersededError } from './errors.ts';
import { sleep } from './http/retry.ts';
import type { Image, Metadata } from './types.ts';

const FIRST_POLL_MS = 150;
const LONGEST_POLL_MS = 3000;
const WAIT_MS = 120_000;
/** Once somebody else's image is on the record, ours is not waited for much longer. */
const SUPERSEDED_AFTER_MS = 10_000;

/** An upload whose end is awaited. */
export interface SentUpload {
  id: string;
  /** The record as it came with the ticket, that is before the bytes were sent; `{}` for one that was new. */
  before: Pick<Metadata, 'contentVersion' | 'rejection'>;
  /** Bytes sent. */
  size: number;
  /** Hexadecimal, when it was declared. */
  sha256?: string | undefined;
}

export interface WaitOptions {
  signal?: AbortSignal | undefined;
  /** How long the inspection may take, 120,000 by default. */
  waitMs?: number | undefined;
  /** Called after each look at the record; with the failure in passing for which it could not be read. */
  onLook?: ((failure?: IntakeError) => void) | undefined;
}

type Get = (id: string, options: { signal?: AbortSignal | undefined; retries: number }) => Promise<Image>;

/**
 * Reads the record again and again until the upload was inspected. A read that fails in passing says nothing of the
 * upload: the next one may tell.
 *
 * The upload's own end is told by what changed since the ticket was taken: a higher `contentVersion` with these
 * very bytes (size, and SHA-256 where S3 verified one), or a refusal at another time than the last one.
 * @throws ImageRejectedError, UploadSupersededError, TimeoutError, whatever else `get` throws, or the signal's reason.
 */
export async function untilInspected(
  get: Get,
  upload: SentUpload,
  { signal, waitMs = WAIT_MS, onLook }: WaitOptions = {},
): Promise<Image> {
  checkCall({ signal });
  checkWait(waitMs);
  const start = Date.now();
  let supersededAt: number | undefined;
  for (let delay = FIRST_POLL_MS; ; delay = Math.min(delay * 1.6, LONGEST_POLL_MS)) {
    const { image, failure } = await readOnce(get, upload.id, signal);
    onLook?.(failure);
    const pause = Math.max(delay, failure?.retryAfterMs ?? 0);
    const late = Date.now() - start + pause > waitMs;
    if (image) {
      const { metadata } = image;
      const end = endOf(metadata, upload);
      if (end === 'ready') return image;
      if (end === 'rejected') throw new ImageRejectedError(metadata, metadata.rejection!);
      if (end === 'superseded') {
        supersededAt ??= Date.now();
        const long = Date.now() - supersededAt >= SUPERSEDED_AFTER_MS;
        if (late || long) throw new UploadSupersededError(metadata);
      }
    }
    if (late) throw inspectionTimeout(waitMs, failure);
    await sleep(pause * (1 + 0.2 * Math.random()), signal);
  }
}

/** The record, or the failure in passing for which it could not be read. */
async function readOnce(
  get: Get,
  id: string,
  signal: AbortSignal | undefined,
): Promise<{ image?: Image; failure?: IntakeError }> {
  try {
    // The next look is the retry.
    return { image: await get(id, { signal, retries: 0 }) };
  } catch (error) {
    if (error instanceof IntakeError && error.retryable) return { failure: error };
    throw error;
  }
}

function inspectionTimeout(waitMs: number, failure: IntakeError | undefined): TimeoutError {
  const why = failure ? `its record could not be read (${failure.message})` : 'it was not inspected';
  return new TimeoutError(
    `The image was sent, but ${why} in ${waitMs} ms. It may be ready later: read the record.`,
    'InspectionTimeout',
    failure,
  );
}

/** Whether a record shows what came of an upload: it was accepted or refused. */
export function isOver(now: Metadata, upload: SentUpload): boolean {
  const end = endOf(now, upload);
  return end === 'ready' || end === 'rejected';
}

function endOf(
  now: Metadata,
  { before, size, sha256 }: SentUpload,
): 'ready' | 'rejected' | 'superseded' | undefined {
  const accepted = (now.contentVersion ?? 0) > (before.contentVersion ?? 0);
  // The service writes it in small letters.
  const sameSha256 = !sha256 || !now.sha256 || now.sha256 === sha256.toLowerCase();
  if (accepted && now.size === size && sameSha256) return 'ready';
  if (now.rejection && now.rejection.at !== before.rejection?.at) return 'rejected';
  return accepted ? 'superseded' : undefined;
}
