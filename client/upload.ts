import { ImageRejectedError, IntakeError, UploadRefusedError } from './errors.ts';
import { declarationOf, fitFilename, toBlob, type Uploadable } from './file.ts';
import {
  checkUploadOptions,
  type NewRecord,
  type Progress,
  type UploadOptions,
} from './options/upload-options.ts';
import type { CallOptions } from './request.ts';
import { withRetries } from './retry.ts';
import { sendBytes } from './send.ts';
import { fitTitle } from './title.ts';
import type { Change, CreateBody, Declared, Image, Ticket, UpdateBody } from './types.ts';
import { isOver, type SentUpload, type WaitOptions } from './wait.ts';

export type { NewRecord, Progress, UploadOptions };

/** What an upload needs of the client. */
export interface UploadSteps {
  fetch: typeof fetch;
  retries: number;
  create(body: CreateBody, options: CallOptions & { idempotencyKey?: string | undefined }): Promise<Ticket>;
  update(
    id: string,
    body: UpdateBody,
    options: CallOptions & { ifMatch?: number | undefined },
  ): Promise<Change>;
  wait(upload: SentUpload, options: WaitOptions): Promise<Image>;
  /** Where many are uploaded at once: waits for the turn to read and hash the file, and for that to send it. */
  turns?: { hashing: Turn; sending: Turn } | undefined;
}

type Turn = <T>(run: () => Promise<T>) => Promise<T>;

const AT_ONCE: Turn = (run) => run();

/** A ticket this close to its end is not used any more. */
const MARGIN_MS = 5000;
const MOST_RENEWALS = 3;
/** How long the record is looked at for an upload that may have arrived, before it is said to have failed. */
const LOOK_MS = 10_000;

/** Takes a ticket, sends the bytes, waits for the inspection. The client's `upload` tells the rest. */
export async function uploadFile(
  steps: UploadSteps,
  file: Uploadable,
  options: UploadOptions,
): Promise<Image> {
  checkUploadOptions(options);
  const { signal, onProgress, onLook } = options;
  const blob = toBlob(file);
  const progress: Progress = { phase: 'hashing', sent: 0, total: blob.size, maybeStored: false };
  const tell = (change: Partial<Progress>) => {
    Object.assign(progress, change);
    onProgress?.({ ...progress });
  };

  signal?.throwIfAborted();
  tell({});
  const name = options.filename ?? nameOf(file);
  const { hashing = AT_ONCE } = steps.turns ?? {};
  const declared = await hashing(() => declarationOf(blob, options));
  const first = await firstTicket(steps, name, declared, options);
  options.onRecord?.(first.metadata);

  // A record that this upload made has nothing from before it, not even when an earlier run of it made the record.
  const before = options.id === undefined ? {} : first.metadata;
  const upload = { id: first.metadata.id, before, size: blob.size, sha256: declared.sha256 };
  const found = await send(steps, first, { upload, blob, declared, progress, tell, options });
  tell({ phase: 'inspecting', sent: blob.size, maybeStored: true });
  return found ?? steps.wait(upload, { signal, waitMs: options.waitMs, onLook });
}

function nameOf(file: Uploadable): string | undefined {
  return 'name' in file && typeof file.name === 'string' && file.name !== '' ? file.name : undefined;
}

/** A change that declares an upload always comes with its ticket. */
function ticketed({ metadata, preSignedUrl }: Change): Ticket {
  if (preSignedUrl) return { metadata, preSignedUrl };
  throw new IntakeError('The service gave no ticket for the upload.', { code: 'NoTicket' });
}

async function firstTicket(
  steps: UploadSteps,
  name: string | undefined,
  declared: Declared,
  options: UploadOptions,
): Promise<Ticket> {
  const { id, ifMatch, idempotencyKey, signal, retries, title, userId, imageId, tags, attributes } = options;
  if (id !== undefined) return ticketed(await steps.update(id, declared, { ifMatch, signal, retries }));
  const filename = fitFilename(name ?? 'image');
  const body = {
    filename,
    title: title ?? (name === undefined || name === filename ? undefined : fitTitle(name)),
    userId,
    imageId,
    tags,
    attributes,
    ...declared,
  };
  // JSON drops what is undefined.
  return steps.create(body as CreateBody, { idempotencyKey, signal, retries });
}

interface Sending {
  upload: SentUpload;
  blob: Blob;
  declared: Declared;
  progress: Progress;
  /** Changes the progress, and tells it. */
  tell: (change: Partial<Progress>) => void;
  options: UploadOptions;
}

/**
 * Sends the bytes, until S3 has them. That an answer was lost says nothing of the bytes: the record does.
 * @returns the image, where it was found in place of a lost answer
 */
async function send(
  steps: UploadSteps,
  first: Ticket,
  { upload, blob, declared, progress, tell, options }: Sending,
): Promise<Image | undefined> {
  const { signal, retries = steps.retries, waitMs = LOOK_MS, onRecord, onLook } = options;
  let { metadata, preSignedUrl: ticket } = first;
  let takenAt = Date.now();
  let renewals = 0;

  const renew = async () => {
    renewals += 1;
    // A condition of the caller's holds on, from what the ticket before has made of the record.
    const ifMatch = options.ifMatch === undefined ? undefined : metadata.version;
    const renewed = await steps.update(upload.id, declared, { ifMatch, signal, retries });
    ({ metadata, preSignedUrl: ticket } = ticketed(renewed));
    takenAt = Date.now();
    onRecord?.(metadata);
  };
  const attempt = async (): Promise<void> => {
    if (Date.now() - takenAt > ticket.expiresIn * 1000 - MARGIN_MS && renewals < MOST_RENEWALS) await renew();
    // An earlier attempt did it, of this run or of one before.
    if (isOver(metadata, upload)) return;
    const { maybeStored } = progress;
    tell({ phase: 'sending', sent: 0 });
    const onSent = (sent: number) => tell({ sent, maybeStored: maybeStored || sent === blob.size });
    try {
      await sendBytes(ticket, blob, { fetch: steps.fetch, onSent, signal });
    } catch (error) {
      if (!(error instanceof IntakeError)) throw error;
      const unfinished = progress.sent > 0 && progress.sent < blob.size;
      tell({ maybeStored: maybeStored || (error.retryable && !unfinished) });
      if (!(error instanceof UploadRefusedError)) throw error;
      // Bytes went up under this ticket before, and it works once: what came of them is on the record.
      if (error.status === 412) return;
      if (!error.expired || renewals >= MOST_RENEWALS) throw error;
      await renew();
      return attempt();
    }
  };
  try {
    const { sending = AT_ONCE } = steps.turns ?? {};
    await withRetries(() => sending(attempt), retries, signal);
    return undefined;
  } catch (error) {
    if (!progress.maybeStored || !(error instanceof IntakeError)) throw error;
    return await steps
      .wait(upload, { signal, waitMs: Math.min(waitMs, LOOK_MS), onLook })
      .catch((looked: unknown) => {
        throw signal?.aborted || looked instanceof ImageRejectedError ? looked : error;
      });
  }
}
