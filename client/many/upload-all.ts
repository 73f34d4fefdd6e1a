import { checkCall } from '../arguments.ts';
import { ArgumentError } from '../errors.ts';
import type { CallOptions } from '../http/request.ts';
import { checkUploadOptions, type NewRecord, type UploadOptions } from '../options/upload-options.ts';
import type { Image } from '../types.ts';
import type { WaitOptions } from '../wait.ts';
import { createGate } from './gate.ts';
import type { FileSource, Uploader } from './uploader.ts';

/** A file with what is its own: a name, tags, a key. */
export interface FileToUpload extends Omit<UploadOptions, 'signal'> {
  file: FileSource;
}

export interface UploadAllOptions
  extends Omit<NewRecord, 'imageId'>,
    Omit<CallOptions, 'keepalive'>,
    Pick<WaitOptions, 'waitMs'> {
  /** Files that are sent at once, 1 to 100; 4 by default. */
  concurrency?: number | undefined;
  /** What has come of all files so far. */
  onProgress?: ((progress: TotalProgress) => void) | undefined;
  /** Called as each file has ended, well or not. */
  onFile?: ((outcome: FileOutcome) => void) | undefined;
}

/** Of all files that are known by now: all of a list from the start, those of an iterator as they come. */
export interface TotalProgress {
  files: number;
  uploaded: number;
  failed: number;
  /** Bytes that have left, those of files that failed included. */
  sent: number;
  /** Bytes; those of a function are known when it was called. */
  total: number;
}

export interface UploadedFile {
  /** As it was given. */
  file: FileSource;
  /** Its place among all, from 0. */
  index: number;
  image: Image;
}

export interface FailedFile {
  file: FileSource;
  index: number;
  /** What `upload` of this file throws. */
  error: unknown;
}

export type FileOutcome = UploadedFile | FailedFile;

/** What came of all, each in the order in which they ended. */
export interface UploadAllResult {
  uploaded: UploadedFile[];
  failed: FailedFile[];
}

export type Files = Iterable<FileSource | FileToUpload> | AsyncIterable<FileSource | FileToUpload>;

/** Files that are begun and have not ended. */
const MOST_BEGUN = 200;
const CONCURRENCY = 4;

/** @throws ArgumentError for what is no number of files */
export function checkConcurrency(value: unknown): number {
  if (value === undefined) return CONCURRENCY;
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 100)
    return value as number;
  throw new ArgumentError('concurrency', 'must be a whole number from 1 to 100');
}

/** Uploads one after another, several at once. The client's `uploadAll` tells the rest. */
export async function uploadEach(
  uploader: Uploader,
  files: Files,
  { concurrency: _, onProgress, onFile, ...common }: UploadAllOptions,
): Promise<void> {
  const { signal } = common;
  checkCall(common);
  checkUploadOptions(common);
  const progress: TotalProgress = { files: 0, uploaded: 0, failed: 0, sent: 0, total: 0 };
  const tell = () => onProgress?.({ ...progress });
  const begun = createGate(() => MOST_BEGUN);
  const running = new Set<Promise<unknown>>();
  /** By `onFile` or `onProgress`: it ends all. */
  const thrown: unknown[] = [];
  // One listener for all files: Node.js 20 takes more than ten for a leak, and warns.
  const stops = new Set<AbortController>();
  const stopAll = () => {
    for (const stop of stops) stop.abort(signal?.reason);
  };
  signal?.addEventListener('abort', stopAll);

  const run = async ({ file, ...own }: FileToUpload, index: number, counted: number) => {
    let sent = 0;
    let total = counted;
    const stop = new AbortController();
    stops.add(stop);
    if (signal?.aborted) stopAll();
    const options: UploadOptions = {
      ...common,
      ...own,
      signal: stop.signal,
      onProgress: (one) => {
        progress.sent += one.sent - sent;
        progress.total += one.total - total;
        ({ sent, total } = one);
        own.onProgress?.(one);
        tell();
      },
    };
    const outcome = await uploader.upload(file, options).then(
      (image) => ({ file, index, image }),
      (error: unknown) => ({ file, index, error }),
    );
    stops.delete(stop);
    if ('image' in outcome) {
      progress.uploaded += 1;
    } else {
      // Whoever aborts is told so, and not of each.
      if (signal?.aborted) return;
      progress.failed += 1;
    }
    onFile?.(outcome);
    tell();
  };

  const add = async (entry: FileSource | FileToUpload, index: number, counted: number) => {
    const leave = await begun.enter(signal);
    const ended = run(asFile(entry), index, counted)
      .catch((error: unknown) => thrown.push(error))
      .finally(() => {
        running.delete(ended);
        leave();
      });
    running.add(ended);
  };

  try {
    const list = listOf(files);
    progress.files = list?.length ?? 0;
    const sizes = list?.map((entry) => sizeOf(asFile(entry).file)) ?? [];
    progress.total = sizes.reduce((sum, size) => sum + size, 0);
    tell();
    let index = 0;
    for await (const entry of list ?? files) {
      if (thrown.length > 0) break;
      if (!list) progress.files += 1;
      await add(entry, index, sizes[index] ?? 0);
      index += 1;
    }
  } finally {
    await Promise.all(running);
    signal?.removeEventListener('abort', stopAll);
  }
  if (thrown.length > 0) throw thrown[0];
  signal?.throwIfAborted();
}

function listOf(files: Files): (FileSource | FileToUpload)[] | undefined {
  if (files === null || typeof files !== 'object') throw notFiles();
  if (Symbol.asyncIterator in files) return undefined;
  if (!(Symbol.iterator in files) || ArrayBuffer.isView(files)) throw notFiles();
  // A FileList is no array. What has no length may have no end.
  return 'length' in files ? [...files] : undefined;
}

function notFiles(): ArgumentError {
  return new ArgumentError('files', 'must be a list of files, a FileList, or an iterator');
}

function asFile(entry: FileSource | FileToUpload): FileToUpload {
  const described = typeof entry === 'object' && entry !== null && 'file' in entry;
  return described ? entry : { file: entry };
}

/** Bytes, as far as they are known. */
function sizeOf(file: FileSource): number {
  const { size, byteLength } = Object(file) as { size?: unknown; byteLength?: unknown };
  return typeof size === 'number' ? size : typeof byteLength === 'number' ? byteLength : 0;
}
