import { checkedHeader } from '../arguments.ts';
import type { Connection } from '../http/request.ts';
import type { CreateCall, Erasing, RecordCall } from '../options/client-options.ts';
import { randomKey } from '../random-key.ts';
import type { BatchRecord, Disposition, Image, Ticket } from '../types.ts';
import { createBatch, getBatch, type Results, removeBatch } from './batches.ts';
import { type Images, type ImportOptions, type ImportResult, importEach } from './import-from.ts';
import {
  checkConcurrency,
  type FileOutcome,
  type Files,
  type UploadAllOptions,
  type UploadAllResult,
  uploadEach,
} from './upload-all.ts';
import { createUploader, type Uploader, type UploaderSteps } from './uploader.ts';

type Steps = Omit<UploaderSteps, 'createBatch' | 'getBatch'>;

/** The calls of a client that are about many records or files. */
export function manyCalls(connection: Connection, steps: Steps) {
  /**
   * Makes 1 to 100 records by one request, and takes their first tickets. Repeating it is safe.
   * @returns for each, in order, what `create` gives, or the ApiError that it throws
   */
  const createMany = async (
    records: readonly BatchRecord[],
    { idempotencyKey = randomKey(), ticketsPerHour, ...options }: CreateCall = {},
  ): Promise<Results<Ticket>> =>
    createBatch(connection, records, {
      query: { ticketsPerHour },
      headers: { 'idempotency-key': checkedHeader('idempotencyKey', idempotencyKey) },
      ...options,
    });

  /**
   * Reads 1 to 100 records by one request: by ids, or images of an owner by their names.
   * @returns for each, in order, what `get` gives, or the ApiError that it throws
   */
  const getMany = async (
    by: { ids: readonly string[] } | { imageIds: readonly string[] },
    { disposition, userId, ...options }: RecordCall & { disposition?: Disposition | undefined } = {},
  ): Promise<Results<Image>> => getBatch(connection, by, { query: { disposition, userId }, ...options });

  /**
   * Deletes 1 to 100 records and their images by one request.
   * @returns for each, in order, undefined, or the ApiError that `remove` throws
   */
  const removeMany = async (
    ids: readonly string[],
    { userId, erase, ...options }: RecordCall & Erasing = {},
  ): Promise<Results<undefined>> =>
    removeBatch(connection, ids, { query: { userId, ...(erase && { erase }) }, ...options });

  /**
   * Uploads that share their requests, for whoever has a queue of files: records are made and looked at by batches, and of
   * all that are begun so many are sent at once.
   * @param concurrency - 4 by default; a function is asked again whenever a file has been sent
   */
  const uploader = (concurrency?: number | (() => number)): Uploader => {
    const places = typeof concurrency === 'function' ? concurrency : placesOf(checkConcurrency(concurrency));
    return createUploader(
      {
        ...steps,
        createBatch: (records) => createMany(records, { retries: 0 }),
        getBatch: (ids) => getMany({ ids }, { retries: 0 }),
      },
      places,
    );
  };

  /**
   * Uploads any number of files, several at once, with as few requests as it takes. Goes on after a file that fails, and tells
   * all of them at the end. No more files are read, hashed and given tickets than are sent soon, so that neither memory nor
   * any ticket's time runs out.
   * @throws ArgumentError, the signal's reason, what the iterator or a callback throws: when all that was begun has ended
   */
  const uploadAll = async (files: Files, options: UploadAllOptions = {}): Promise<UploadAllResult> => {
    const result: UploadAllResult = { uploaded: [], failed: [] };
    const onFile = (outcome: FileOutcome) => {
      if ('image' in outcome) result.uploaded.push(outcome);
      else result.failed.push(outcome);
      options.onFile?.(outcome);
    };
    await uploadEach(uploader(options.concurrency), files, { ...options, onFile });
    return result;
  };

  /**
   * Brings images that lie elsewhere, each by a name of its own, its `imageId`: so that it can be stopped and started again, and
   * makes nothing twice. What is there and ready is left alone. See {@link importEach}.
   * @throws as `uploadAll`
   */
  const importFrom = async (images: Images, options: ImportOptions): Promise<ImportResult> =>
    importEach({ getMany, uploader: uploader(options.concurrency) }, images, options);

  return { createMany, getMany, removeMany, uploader, uploadAll, importFrom };
}

function placesOf(concurrency: number): () => number {
  return () => concurrency;
}
