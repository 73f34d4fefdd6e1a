import { ImageRejectedError, type IntakeError } from '../../client/errors.ts';
import { randomKey } from '../../client/random-key.ts';
import type { Image, Metadata } from '../../client/types.ts';
import { createConnection } from './connection.ts';
import type { Memory } from './leftovers.ts';
import { isConnectionLost, outcomeOf } from './outcome.ts';
import { isRecordGone, type TransferEvents } from './transfer.ts';
import type { Transfers } from './transfers.ts';
import type { OwnUpload, State, UploadsEvents } from './upload.ts';

interface Sending {
  /** Those that have not ended, in the order of their choosing. */
  uploads: Map<string, OwnUpload>;
  transfers: Transfers;
  memory: Memory;
  events: UploadsEvents;
  onDone: () => void;
}

/** Sends uploads when their turn has come, and keeps their states true. */
export function createSending({ uploads, transfers, memory, events, onDone }: Sending) {
  let turns = 0;

  const set = (upload: OwnUpload, change: Partial<OwnUpload>) => {
    Object.assign(upload, change);
    // A cancelled one has nobody to tell.
    if (uploads.get(upload.key) === upload) events.onChange(upload);
  };

  const schedule = () => {
    const all = [...uploads.values()];
    const idle = all.filter(({ state, running }) => state === 'waiting' || (state === 'offline' && !running));
    const free = connection.slots() - all.filter(({ state }) => state === 'sending').length;
    idle.sort((a, b) => a.turn - b.turn);
    for (const upload of idle.slice(0, Math.max(0, free))) begin(upload);
  };
  const connection = createConnection(schedule);

  const begin = (upload: OwnUpload) => {
    const { key, running, data } = upload;
    if (!data) return set(upload, { state: 'unreadable', reason: 'Choose the file again.' });
    set(upload, { state: 'sending', sent: 0, reason: '', running: true });
    // In the middle of it, it was paused.
    if (running) return transfers.setPaused(key, false);
    transfers
      .run({ ...upload, data }, eventsOf(upload))
      .then(
        (image) => image && uploads.get(key) === upload && finished(upload, image),
        (error) => uploads.get(key) === upload && failed(upload, error),
      )
      .finally(schedule);
    return undefined;
  };

  const eventsOf = (upload: OwnUpload): TransferEvents => {
    const { key } = upload;
    let phase: State = 'sending';
    return {
      onAsked: () => memory.change(key, { asked: true }),
      onRecord: (metadata: Metadata) => {
        upload.id = metadata.id;
        memory.change(key, { record: { id: metadata.id, version: metadata.version } });
        events.onRecord(metadata);
      },
      onMaybeStored: (maybeStored) => memory.change(key, { maybeStored }),
      onSent: (sent) => {
        if (sent > 0) connection.answered();
        set(upload, { sent });
      },
      onInspecting: () => {
        phase = 'inspecting';
        connection.answered();
        memory.forget(key);
        set(upload, { state: phase, sent: upload.size, reason: '' });
        schedule();
      },
      onLook: (failure?: IntakeError) => {
        if (failure && isConnectionLost(failure)) set(upload, outcomeOf(failure));
        else if (upload.state === 'offline') set(upload, { state: phase, reason: '' });
      },
    };
  };

  const finished = (upload: OwnUpload, image: Image) => {
    memory.forget(upload.key);
    uploads.delete(upload.key);
    onDone();
    events.onInspected(image);
    events.onChange();
  };

  const failed = (upload: OwnUpload, error: unknown) => {
    const outcome = outcomeOf(error, upload);
    const { begun } = upload;
    upload.running = false;
    if (isRecordGone(error)) {
      Object.assign(upload, { idempotencyKey: randomKey(), at: Date.now(), begun: undefined });
      memory.keep(upload);
      // The page that began it has removed its record as it was left.
      if (begun) return set(upload, { state: 'waiting' });
    }
    if (outcome.state === 'offline') {
      connection.lost();
      // One that always fails lets the others try.
      upload.turn = turns++;
    }
    if (outcome.state === 'refused') memory.forget(upload.key);
    if (error instanceof ImageRejectedError) events.onInspected(error);
    return set(upload, { sent: 0, ...outcome });
  };

  return {
    schedule,
    tryNow: connection.tryNow,
    /** Gives it the next place in the queue. */
    queue: (upload: OwnUpload): void => {
      Object.assign(upload, { state: 'waiting', reason: '', sent: 0, turn: turns++ });
    },
    set,
  };
}
