import { MAX_BATCH, MAX_BATCH_BYTES } from '../../contract/sizes.ts';
import { jsonOf } from '../arguments.ts';
import { ApiError } from '../errors.ts';
import type { Uploadable } from '../file.ts';
import { withRetries } from '../http/retry.ts';
import type { UploadOptions } from '../options/upload-options.ts';
import { randomKey } from '../random-key.ts';
import type { BatchRecord, CreateBody, Image, Ticket } from '../types.ts';
import { MARGIN_MS, type UploadSteps, uploadFile } from '../upload.ts';
import { untilInspected } from '../wait.ts';
import type { Results } from './batches.ts';
import { createGate } from './gate.ts';
import { gathering } from './gather.ts';

/** What is uploaded, or how to come by it when its turn has come. */
export type FileSource = Uploadable | (() => Promise<Uploadable>);

/** Uploads that share their requests. */
export interface Uploader {
  /** As the client's own `upload`. */
  upload(file: FileSource, options?: UploadOptions): Promise<Image>;
  /** Asks for the concurrency anew: there may be room for more. */
  look(): void;
}

/** What the uploader needs of the client. */
export interface UploaderSteps extends UploadSteps {
  get(id: string, options: { signal?: AbortSignal | undefined; retries: number }): Promise<Image>;
  createBatch(records: BatchRecord[]): Promise<Results<Ticket>>;
  getBatch(ids: string[]): Promise<Results<Image>>;
}

/** Files that are read and hashed at once. */
const HASHED_AT_ONCE = 2;
/** Requests at once, where there are no batches. */
const SINGLE_AT_ONCE = 6;
/** Those who ask for a record within it go together. */
const MOMENT_MS = 5;
/** The same for a look at one: it can wait. */
const LOOK_MS = 100;
/** Of the records of a batch: what is around them needs some, too. */
const MOST_BYTES = MAX_BATCH_BYTES - 1024;
/** A ticket is taken when it is expected to be used within this part of its lifetime. */
const EARLY = 1 / 4;

/**
 * @param concurrency - files that are sent at once. Others are hashed ahead, and given tickets: as many as are likely to be used
 * long before they expire.
 */
export function createUploader(steps: UploaderSteps, concurrency: () => number): Uploader {
  const pace = createPace();
  const hashing = createGate(() => HASHED_AT_ONCE);
  const sending = createGate(concurrency);
  const tickets = createGate(
    inBursts(
      () => 2 * concurrency(),
      () => Math.max(2 * concurrency(), Math.min(MAX_BATCH, pace.soon())),
    ),
  );

  const create = gathering<Sized, Ticket>(
    MOMENT_MS,
    (records) => records.length <= MAX_BATCH && bytesOf(records) <= MOST_BYTES,
    inBatches(
      (sized) => steps.createBatch(sized.map(({ record }) => record)),
      ({ record: { idempotencyKey, ...body } }) =>
        steps.create(body as CreateBody, { idempotencyKey, retries: 0 }),
    ),
  );
  const get = gathering<string, Image>(
    LOOK_MS,
    (ids) => ids.length <= MAX_BATCH,
    inBatches(steps.getBatch, (id) => steps.get(id, { retries: 0 })),
  );

  const upload = async (source: FileSource, options: UploadOptions = {}): Promise<Image> => {
    const { signal } = options;
    let useTicket = () => {};
    let leaveHashing: (() => void) | undefined;
    const own: UploadSteps = {
      ...steps,
      async create(body, { idempotencyKey = randomKey(), retries = steps.retries }) {
        const record = sizedOf({ ...body, idempotencyKey });
        useTicket = await tickets.enter(signal);
        const ticket = await withRetries(() => create(record, signal), retries, signal);
        pace.lives(ticket.preSignedUrl.expiresIn);
        return ticket;
      },
      wait: (sent, waiting) => {
        pace.sent();
        tickets.look();
        return untilInspected((id) => get(id, signal), sent, waiting);
      },
      turns: {
        // In the turn in which the file was come by: else all that are begun would be, before the first of them is sent.
        hashing: (run) => (leaveHashing ? run().finally(leaveHashing) : hashing.pass(run, signal)),
        sending: (run) =>
          sending.pass(() => {
            useTicket();
            pace.begin();
            return run();
          }, signal),
      },
    };
    try {
      if (typeof source !== 'function') return await uploadFile(own, source, options);
      leaveHashing = await hashing.enter(signal);
      return await uploadFile(own, await source(), options);
    } finally {
      leaveHashing?.();
      useTicket();
    }
  };

  return { upload, look: sending.look };
}

/** Places for all who wait once few are taken, and then none until few are again: so that they go together. */
function inBursts(few: () => number, most: () => number): (inside: number, waiting: number) => number {
  let places = 0;
  return (inside, waiting) => {
    if (inside < few()) places = Math.min(most(), inside + waiting);
    else if (inside >= places) places = 0;
    return places;
  };
}

/** How fast files are sent, and how many are sent soon. */
function createPace() {
  let begun: number | undefined;
  let files = 0;
  let seconds = 0;
  return {
    begin: () => {
      begun ??= Date.now();
    },
    sent: () => {
      files += 1;
    },
    lives: (expiresIn: number) => {
      seconds = Math.max(0, expiresIn - MARGIN_MS / 1000);
    },
    soon: () => {
      const elapsed = (Date.now() - (begun ?? Date.now())) / 1000;
      return files === 0 ? 0 : Math.floor((files / Math.max(elapsed, 0.001)) * seconds * EARLY);
    },
  };
}

interface Sized {
  record: BatchRecord;
  bytes: number;
}

/** @throws ArgumentError for what JSON cannot hold, which would be the fault of a whole batch */
function sizedOf(record: BatchRecord): Sized {
  return { record, bytes: new TextEncoder().encode(jsonOf(record)).length + 1 };
}

function bytesOf(records: readonly Sized[]): number {
  return records.reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Asks by a batch, and one by one where there is none: behind a route of an app's own server, and in an older release of the
 * service. One by one too what is refused as a whole, since that may be for a single one.
 */
function inBatches<Item, Result>(
  ask: (items: Item[]) => Promise<(Result | Error)[]>,
  askOne: (item: Item) => Promise<Result>,
) {
  let alone = false;
  return async (items: Item[]): Promise<(Result | Error)[]> => {
    if (!alone && items.length > 1) {
      try {
        return await ask(items);
      } catch (error) {
        const status = error instanceof ApiError ? error.status : 0;
        alone = status === 404 || status === 405;
        if (!alone && status !== 400 && status !== 413) throw error;
      }
    }
    const places = createGate(() => SINGLE_AT_ONCE);
    return Promise.all(items.map((item) => places.pass(() => askOne(item)).catch((error: Error) => error)));
  };
}
