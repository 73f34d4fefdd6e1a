import { checkCall, checkedHeader, checkWait, ifMatchHeader, recordPath } from './arguments.ts';
import { ArgumentError, type IntakeError, UploadRefusedError } from './errors.ts';
import { type Checksum, declarationOf, fitFilename, toBlob, type Uploadable } from './file.ts';
import type { CallOptions } from './request.ts';
import { withRetries } from './retry.ts';
import { sendBytes } from './send.ts';
import type { CreateBody, Declared, Image, Metadata, Ticket, UpdateBody } from './types.ts';
import type { SentUpload, WaitOptions } from './wait.ts';

export interface Progress {
  phase: 'hashing' | 'sending' | 'inspecting';
  /** Bytes that have left; starts again when an attempt is repeated. */
  sent: number;
  /** Bytes of the file. */
  total: number;
}

/** The caller's part of the record that an upload makes. */
export type NewRecord = Omit<CreateBody, 'filename' | keyof Declared>;

export interface UploadOptions extends NewRecord, CallOptions, WaitOptions {
  /** Puts the image on this record, in place of the one that it has; else a new record is made. */
  id?: string | undefined;
  /** With `id`: only if the record still has this version. */
  ifMatch?: number | undefined;
  /** The file's own name by default, made fit for the service; the original is then kept as `title`. */
  filename?: string | undefined;
  /** Media type to declare, if it is known; S3 and the inspector then take no other. By default none is. */
  contentType?: string | undefined;
  /** Hexadecimal SHA-256, or a function that computes it; by default computed with Web Crypto; false declares none. */
  sha256?: Checksum | undefined;
  idempotencyKey?: string | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Called as soon as the record exists. */
  onRecord?: ((metadata: Metadata) => void) | undefined;
}

/** What an upload needs of the client. */
export interface UploadSteps {
  fetch: typeof fetch;
  retries: number;
  create(body: CreateBody, options: CallOptions & { idempotencyKey?: string | undefined }): Promise<Ticket>;
  update(
    id: string,
    body: UpdateBody,
    options: CallOptions & { ifMatch?: number | undefined },
  ): Promise<Ticket>;
  wait(upload: SentUpload, options: WaitOptions): Promise<Image>;
}

/** A ticket this close to its end is not used any more. */
const MARGIN_MS = 5000;
const MOST_RENEWALS = 3;

/** Takes a ticket, sends the bytes, waits for the inspection. The client's `upload` tells the rest. */
export async function uploadFile(
  steps: UploadSteps,
  file: Uploadable,
  options: UploadOptions,
): Promise<Image> {
  checkOptions(options);
  const { signal, onProgress } = options;
  const blob = toBlob(file);
  const tell = (phase: Progress['phase'], sent: number) => onProgress?.({ phase, sent, total: blob.size });

  signal?.throwIfAborted();
  tell('hashing', 0);
  const name = options.filename ?? nameOf(file);
  const declared = await declarationOf(blob, options);
  const first = await firstTicket(steps, name, declared, options);
  const { metadata } = first;
  options.onRecord?.(metadata);

  await send(steps, first, { blob, declared, onSent: (bytes) => tell('sending', bytes), options });

  tell('inspecting', blob.size);
  const sent = { id: metadata.id, before: metadata, size: blob.size, sha256: declared.sha256 };
  return steps.wait(sent, { signal, waitMs: options.waitMs });
}

/** Ahead of the hashing, which can take long. */
function checkOptions({ id, ifMatch, idempotencyKey, filename, waitMs, ...call }: UploadOptions): void {
  checkCall(call);
  checkWait(waitMs);
  if (id !== undefined) recordPath(id);
  ifMatchHeader(ifMatch);
  if (idempotencyKey !== undefined) checkedHeader('idempotencyKey', idempotencyKey);
  if (filename !== undefined && typeof filename !== 'string') {
    throw new ArgumentError('filename', 'must be a text');
  }
}

function nameOf(file: Uploadable): string | undefined {
  return 'name' in file && typeof file.name === 'string' && file.name !== '' ? file.name : undefined;
}

function firstTicket(
  steps: UploadSteps,
  name: string | undefined,
  declared: Declared,
  options: UploadOptions,
): Promise<Ticket> {
  const { id, ifMatch, idempotencyKey, signal, retries, title, userId, imageId, tags, attributes } = options;
  if (id !== undefined) return steps.update(id, declared, { ifMatch, signal, retries });
  const filename = fitFilename(name ?? 'image');
  const body = {
    filename,
    title: title ?? (name === filename ? undefined : name?.slice(0, 256)),
    userId,
    imageId,
    tags,
    attributes,
    ...declared,
  };
  // JSON drops what is undefined.
  return steps.create(body as CreateBody, { idempotencyKey, signal, retries });
}

async function send(
  steps: UploadSteps,
  first: Ticket,
  {
    blob,
    declared,
    onSent,
    options: { signal, retries = steps.retries },
  }: { blob: Blob; declared: Declared; onSent: (bytes: number) => void; options: UploadOptions },
): Promise<void> {
  let ticket = first.preSignedUrl;
  let takenAt = Date.now();
  /** An attempt under this ticket ended without an answer: its bytes may have arrived. */
  let inDoubt = false;
  let renewals = 0;

  const renew = async () => {
    renewals += 1;
    ({ preSignedUrl: ticket } = await steps.update(first.metadata.id, declared, { signal, retries }));
    takenAt = Date.now();
    inDoubt = false;
  };
  const attempt = async (): Promise<void> => {
    if (Date.now() - takenAt > ticket.expiresIn * 1000 - MARGIN_MS && renewals < MOST_RENEWALS) await renew();
    try {
      await sendBytes(ticket, blob, { fetch: steps.fetch, onSent, signal });
    } catch (error) {
      if (!(error instanceof UploadRefusedError)) {
        inDoubt ||= (error as IntakeError).retryable === true;
        throw error;
      }
      // The ticket works once, and it was ours that worked.
      if (error.status === 412 && inDoubt) return;
      if (!error.expired || renewals >= MOST_RENEWALS) throw error;
      await renew();
      return attempt();
    }
  };
  await withRetries(attempt, retries, signal);
}
