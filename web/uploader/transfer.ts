import type { ImageIntakeClient } from '../../client/client.ts';
import { ApiError, type IntakeError } from '../../client/errors.ts';
import { randomKey } from '../../client/random-key.ts';
import { fitTitle } from '../../client/title.ts';
import type { Metadata } from '../../client/types.ts';
import type { UploadOptions } from '../../client/upload.ts';

/** What the uploader knows of a file. */
export interface FileToSend {
  /** Of the uploader. */
  key: string;
  /** A random one by default. */
  idempotencyKey?: string | undefined;
  name: string;
  data: Blob;
  title?: string | undefined;
  tags?: string[] | undefined;
}

export interface TransferEvents {
  /** A record is asked for: from now on there may be one, whether its answer comes or not. */
  onAsked?: () => void;
  /** The record exists; again with each further ticket. */
  onRecord: (metadata: Metadata) => void;
  /** So many bytes have left. */
  onSent: (bytes: number) => void;
  /** The bytes may be with the service from now on, or are known not to be. */
  onMaybeStored?: (maybeStored: boolean) => void;
  /** S3 has the bytes. */
  onInspecting: () => void;
  /** The record was looked at; with the failure for which it could not be read. */
  onLook?: (failure?: IntakeError) => void;
}

/** What is known of an upload that an earlier page began. */
export interface Begun {
  record?: RecordVersion | undefined;
  /** A record was asked for: where none is known, it may be that its answer did not come. */
  asked?: boolean | undefined;
  maybeStored: boolean;
}

export type RecordVersion = Pick<Metadata, 'id' | 'version'>;

/** What became of the record of a cancelled file: deleted, or left because its image may be there. */
export interface Cancelled {
  id: string;
  deleted: boolean;
}

/** What a file is uploaded with: hashed once, when it is first wanted. */
export function optionsOf(
  { name, title, tags = [], data, idempotencyKey }: FileToSend,
  hash: (file: Blob) => Promise<string>,
): UploadOptions & { sha256: (file: Blob) => Promise<string> } {
  let hashed: Promise<string> | undefined;
  const forget = (error: unknown) => {
    hashed = undefined;
    throw error;
  };
  const shown = fitTitle(title ?? '');
  return {
    filename: name,
    ...(shown && { title: shown }),
    ...(tags.length > 0 && { tags }),
    sha256: () => {
      hashed ??= hash(data).catch(forget);
      return hashed;
    },
    idempotencyKey: idempotencyKey ?? randomKey(),
  };
}

/** Whether an upload's record is there no more: it was deleted, or has expired. */
export function isRecordGone(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'IdempotencyConflict' || error.status === 404);
}

/** Deletes a record as it was: not one that has changed since. */
export async function removedAsItWas(
  client: Pick<ImageIntakeClient, 'remove'>,
  { id, version }: RecordVersion,
): Promise<boolean> {
  try {
    await client.remove(id, { ifMatch: version });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 412) return false;
    // Gone already.
    if (error.status === 404) return true;
    throw error;
  }
}

export interface Pause {
  over: Promise<void>;
  end: () => void;
}

/** Something to wait for until it is ended. */
export function startPause(): Pause {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { over, end };
}
