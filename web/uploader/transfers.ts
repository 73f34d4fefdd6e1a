import type { ImageIntakeClient } from '../../client/client.ts';
import { ApiError, ImageRejectedError } from '../../client/errors.ts';
import type { Image } from '../../client/types.ts';
import type { UploadOptions } from '../../client/upload.ts';
import {
  type Begun,
  type Cancelled,
  type FileToSend,
  isRecordGone,
  optionsOf,
  type Pause,
  type RecordVersion,
  startPause,
  type TransferEvents,
} from './transfer.ts';

/** A file on its way into the service. */
interface Transfer {
  /**
   * As they were at the first attempt. A retry says the same under the same `Idempotency-Key`, so that it finds what
   * came of the attempts before it.
   */
  options?: UploadOptions;
  /** As it came with the latest ticket, or with a refusal. */
  record?: RecordVersion | undefined;
  refused: boolean;
  /** The bytes may be with the service: what became of them the record will tell, and no missing answer. */
  maybeStored: boolean;
  cancelled: boolean;
  attempt?: AbortController;
  pause?: Pause | undefined;
}

export type Transfers = ReturnType<typeof createTransfers>;

/** Sends files by the client, one transfer a file, however often it is paused and retried. */
export function createTransfers(
  client: Pick<ImageIntakeClient, 'upload' | 'remove'>,
  hash: (file: Blob) => Promise<string>,
) {
  const transfers = new Map<string, Transfer>();

  const transferOf = (key: string, begun: Begun = { maybeStored: false }): Transfer => {
    const transfer = transfers.get(key) ?? { ...begun, refused: false, cancelled: false };
    transfers.set(key, transfer);
    return transfer;
  };

  /**
   * Sends a file, and waits until it was inspected.
   * @returns undefined when it was cancelled
   * @throws what the client throws
   */
  const run = async (file: FileToSend, events: TransferEvents): Promise<Image | undefined> => {
    const transfer = transferOf(file.key);
    transfer.options ??= optionsOf(file, hash);
    for (;;) {
      await transfer.pause?.over;
      if (transfer.cancelled) return undefined;
      const attempt = new AbortController();
      transfer.attempt = attempt;
      try {
        const image = await send(file, transfer, attempt.signal, events);
        transfers.delete(file.key);
        return image;
      } catch (error) {
        if (attempt.signal.aborted) continue;
        learn(file, transfer, error);
        throw error;
      }
    }
  };

  const send = (file: FileToSend, transfer: Transfer, signal: AbortSignal, events: TransferEvents) => {
    const before = transfer.maybeStored;
    return client.upload(file.data, {
      ...transfer.options,
      signal,
      onRecord: (metadata) => {
        transfer.record = metadata;
        events.onRecord(metadata);
      },
      onLook: events.onLook,
      onProgress: ({ phase, sent, maybeStored }) => {
        const known = transfer.maybeStored;
        transfer.maybeStored = before || maybeStored;
        if (known !== transfer.maybeStored) events.onMaybeStored?.(transfer.maybeStored);
        if (phase === 'sending') events.onSent(sent);
        if (phase === 'inspecting') events.onInspecting();
      },
    });
  };

  const learn = (file: FileToSend, transfer: Transfer, error: unknown): void => {
    if (error instanceof ImageRejectedError) {
      transfer.record = error.metadata;
      transfer.maybeStored = false;
      transfer.refused = true;
    }
    // Its record was deleted meanwhile: a retry makes another.
    if (isRecordGone(error)) transfers.delete(file.key);
  };

  return {
    run,
    /** Takes an upload of an earlier page over: as it is cancelled, so is what that page began. */
    takeOver: (key: string, begun: Begun): void => {
      transferOf(key, begun);
    },
    /**
     * The page is left: what it began and did not send is removed, as far as the browser still lets it. Held to the
     * record's version as {@link cancel} is.
     */
    leave: (): void => {
      for (const { record, maybeStored, refused } of transfers.values()) {
        if (!record || maybeStored || refused) continue;
        client
          .remove(record.id, { ifMatch: record.version, retries: 0, keepalive: true })
          .catch(() => undefined);
      }
    },
    /** A paused file's attempt is broken off; S3 takes a PUT whole or not at all, so that the next begins anew. */
    setPaused: (key: string, paused: boolean): void => {
      const transfer = transfers.get(key);
      if (!transfer || paused === (transfer.pause !== undefined)) return;
      if (paused) {
        transfer.pause = startPause();
        transfer.attempt?.abort();
      } else {
        transfer.pause?.end();
        transfer.pause = undefined;
      }
    },
    /**
     * Breaks a file's transfer off, and deletes its record if that is known to have no image. An answer that was lost
     * is no proof: what may be stored stays, and the record shows what came of it. `ifMatch` holds the deletion to the
     * record as it came with the ticket: an image that was accepted meanwhile is not deleted.
     */
    cancel: async (key: string): Promise<Cancelled | undefined> => {
      const transfer = transfers.get(key);
      if (!transfer) return undefined;
      transfers.delete(key);
      transfer.cancelled = true;
      transfer.pause?.end();
      transfer.attempt?.abort();
      const { record, maybeStored } = transfer;
      if (!record) return undefined;
      const { id, version } = record;
      if (maybeStored) return { id, deleted: false };
      try {
        await client.remove(id, { ifMatch: version });
        return { id, deleted: true };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status === 412) return { id, deleted: false };
        // Gone already.
        if (error.status === 404) return { id, deleted: true };
        throw error;
      }
    },
  };
}
