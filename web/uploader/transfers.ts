import type { ImageIntakeClient } from '../../client/client.ts';
import { ApiError, ImageRejectedError } from '../../client/errors.ts';
import type { Image } from '../../client/types.ts';
import {
  type Begun,
  type Cancelled,
  type FileToSend,
  isRecordGone,
  optionsOf,
  type Pause,
  type RecordVersion,
  removedAsItWas,
  startPause,
  type TransferEvents,
} from './transfer.ts';

/** A file on its way into the service. */
interface Transfer {
  /**
   * As they were at the first attempt. A retry says the same under the same `Idempotency-Key`, so that it finds what
   * came of the attempts before it.
   */
  options?: ReturnType<typeof optionsOf>;
  data?: Blob;
  /** As it came with the latest ticket, or with a refusal. */
  record?: RecordVersion | undefined;
  /** The record was asked for. */
  asked?: boolean | undefined;
  refused: boolean;
  /** The bytes may be with the service: what became of them the record will tell, and no missing answer. */
  maybeStored: boolean;
  cancelled: boolean;
  attempt?: AbortController;
  /** The latest attempt, as it ends. */
  ended?: Promise<unknown>;
  pause?: Pause | undefined;
}

export type Transfers = ReturnType<typeof createTransfers>;

/** Answers to a request for a record that say that there is none. */
const NOT_MADE = new Set([400, 413, 415]);

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
    prepare(transfer, file);
    for (;;) {
      await transfer.pause?.over;
      if (transfer.cancelled) return undefined;
      const attempt = new AbortController();
      transfer.attempt = attempt;
      try {
        const sent = send(transfer, attempt, events);
        transfer.ended = sent;
        const image = await sent;
        transfers.delete(file.key);
        return image;
      } catch (error) {
        if (attempt.signal.aborted) continue;
        learn(file, transfer, error);
        throw error;
      }
    }
  };

  const prepare = (transfer: Transfer, file: FileToSend) => {
    transfer.options ??= optionsOf(file, hash);
    transfer.data ??= file.data;
  };

  const send = (transfer: Transfer, attempt: AbortController, events?: TransferEvents) => {
    const { options, data, maybeStored: before } = transfer;
    return client.upload(data!, {
      ...options,
      signal: attempt.signal,
      sha256: async (file) => {
        const sum = await options!.sha256(file);
        // The request goes out next, unless the attempt is broken off.
        if (!transfer.asked && !attempt.signal.aborted) {
          transfer.asked = true;
          events?.onAsked?.();
        }
        return sum;
      },
      onRecord: (metadata) => {
        transfer.record = metadata;
        if (!transfer.cancelled) return events?.onRecord(metadata);
        // All that was still wanted of it. An image that is there already was sent by nobody who knew of the record.
        transfer.maybeStored ||= metadata.status !== 'pending';
        return attempt.abort();
      },
      onLook: events?.onLook,
      onProgress: ({ phase, sent, maybeStored }) => {
        if (transfer.cancelled) return;
        const known = transfer.maybeStored;
        transfer.maybeStored = before || maybeStored;
        if (known !== transfer.maybeStored) events?.onMaybeStored?.(transfer.maybeStored);
        if (phase === 'sending') events?.onSent(sent);
        if (phase === 'inspecting') events?.onInspecting();
      },
    });
  };

  const learn = (file: FileToSend, transfer: Transfer, error: unknown): void => {
    if (error instanceof ImageRejectedError) {
      transfer.record = error.metadata;
      transfer.maybeStored = false;
      transfer.refused = true;
    }
    // The request was understood, and none was made.
    if (error instanceof ApiError && NOT_MADE.has(error.status)) transfer.asked = false;
    // Its record was deleted meanwhile: a retry makes another.
    if (isRecordGone(error)) transfers.delete(file.key);
  };

  /**
   * Learns which record a cancelled file has. The answer that is on its way is waited for, and one that was lost is found
   * by the same request again, under the same key; no bytes are sent. Of a file that the browser could not keep the
   * checksum is not known, and the same cannot be said again: its record, if there is one, expires by itself.
   */
  const findRecord = async (transfer: Transfer): Promise<void> => {
    await transfer.ended?.catch(() => undefined);
    if (transfer.record || !transfer.asked || !transfer.data) return;
    const attempt = new AbortController();
    await send(transfer, attempt).catch((error) => {
      if (!attempt.signal.aborted && !isRecordGone(error)) throw error;
    });
  };

  return {
    run,
    /** Takes an upload of an earlier page over: as it is cancelled, so is what that page began. */
    takeOver: (
      { data, ...file }: Omit<FileToSend, 'data'> & { data?: Blob | undefined },
      begun: Begun,
    ): void => {
      const transfer = transferOf(file.key, begun);
      if (data) prepare(transfer, { ...file, data });
    },
    /**
     * The page is left: what it began and did not send is removed, as far as the browser still lets it. Held to the
     * record's version as {@link cancel} is. A record whose answer is on its way is found by the page that comes next.
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
      if (transfer.asked && !transfer.record) await findRecord(transfer);
      else transfer.attempt?.abort();
      const { record, maybeStored } = transfer;
      if (!record) return undefined;
      return { id: record.id, deleted: !maybeStored && (await removedAsItWas(client, record)) };
    },
  };
}
