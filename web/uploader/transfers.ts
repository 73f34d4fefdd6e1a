import { type ImageIntakeClient, randomKey } from '../../client/client.ts';
import { ApiError, ImageRejectedError } from '../../client/errors.ts';
import { fitTitle } from '../../client/title.ts';
import type { Image, Metadata } from '../../client/types.ts';
import type { UploadOptions } from '../../client/upload.ts';

/** What the uploader knows of a file. */
export interface FileToSend {
  /** Of the uploader. */
  key: string;
  name: string;
  data: Blob;
  title?: string | undefined;
  tags?: string[] | undefined;
}

export interface TransferEvents {
  /** The record exists; again with each further ticket. */
  onRecord: (metadata: Metadata) => void;
  /** So many bytes have left. */
  onSent: (bytes: number) => void;
  /** S3 has the bytes. */
  onInspecting: () => void;
}

/** What became of the record of a cancelled file: deleted, or left because its image may be there. */
export interface Cancelled {
  id: string;
  deleted: boolean;
}

/** A file on its way into the service. */
interface Transfer {
  /**
   * As they were at the first attempt. A retry says the same under the same `Idempotency-Key`, so that it finds what
   * came of the attempts before it.
   */
  options: UploadOptions;
  /** As it came with the latest ticket, or with a refusal. */
  record?: Metadata;
  /** The bytes may be with the service: what became of them the record will tell, and no missing answer. */
  maybeStored: boolean;
  cancelled: boolean;
  attempt?: AbortController;
  pause?: Pause | undefined;
}

interface Pause {
  over: Promise<void>;
  end: () => void;
}

/** Sends files by the client, one transfer a file, however often it is paused and retried. */
export function createTransfers(
  client: Pick<ImageIntakeClient, 'upload' | 'remove'>,
  hash: (file: Blob) => Promise<string>,
) {
  const transfers = new Map<string, Transfer>();

  /**
   * Sends a file, and waits until it was inspected.
   * @returns undefined when it was cancelled
   * @throws what the client throws
   */
  const run = async (file: FileToSend, events: TransferEvents): Promise<Image | undefined> => {
    const transfer = transfers.get(file.key) ?? {
      options: optionsOf(file),
      maybeStored: false,
      cancelled: false,
    };
    transfers.set(file.key, transfer);
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
      onProgress: ({ phase, sent, maybeStored }) => {
        transfer.maybeStored = before || maybeStored;
        if (phase === 'sending') events.onSent(sent);
        if (phase === 'inspecting') events.onInspecting();
      },
    });
  };

  const learn = (file: FileToSend, transfer: Transfer, error: unknown): void => {
    if (error instanceof ImageRejectedError) {
      transfer.record = error.metadata;
      transfer.maybeStored = false;
    }
    // Its record was deleted meanwhile: a retry makes another.
    if (error instanceof ApiError && error.code === 'IdempotencyConflict') transfers.delete(file.key);
  };

  const optionsOf = ({ name, title, tags = [], data }: FileToSend): UploadOptions => {
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
      idempotencyKey: randomKey(),
    };
  };

  return {
    run,
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
        if (error instanceof ApiError && error.status === 412) return { id, deleted: false };
        throw error;
      }
    },
  };
}

function startPause(): Pause {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { over, end };
}
