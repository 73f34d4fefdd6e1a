import type { Uploadable } from '../file.ts';
import { randomKey } from '../random-key.ts';
import type { Image } from '../types.ts';
import type { UploadOptions } from '../upload.ts';
import { isKeySpent, isPending, stateAfter, type UploadFile } from './file-state.ts';
import { listOf, NO_FILES, type UploadList } from './upload-list.ts';

/** What the list does by itself. */
type Own = 'signal' | 'idempotencyKey' | 'ifMatch' | 'onProgress' | 'onRecord' | 'onLook';

/** Options of single files; they go before those of the list. */
export type FileOptions = Omit<UploadOptions, Own>;

export interface UploadsOptions
  extends Omit<FileOptions, 'id' | 'imageId' | 'filename' | 'title' | 'sha256'> {
  client: { upload(file: Uploadable, options: UploadOptions): Promise<Image> };
  /** Hexadecimal SHA-256 by a function of one's own, in a worker, say; false declares none. */
  sha256?: false | ((file: Blob) => Promise<string>) | undefined;
  /** Files that are uploaded at a time, 3 by default. */
  concurrency?: number | undefined;
  /** Called with each file that is `ready`, `refused`, `failed` or `cancelled`. */
  onSettled?: ((file: UploadFile) => void) | undefined;
}

/** One file, or several: an array, or a `FileList`. */
export type Chosen = Uploadable | ArrayLike<Uploadable> | Iterable<Uploadable>;

/** Uploads a list of files, a few at a time. React knows nothing of it but its list. */
export interface Uploads {
  readonly list: UploadList;
  /** @returns a function that ends it */
  subscribe(listener: () => void): () => void;
  /** From now on; uploads that have begun keep theirs. */
  setOptions(options: UploadsOptions): void;
  add(files: Chosen, options?: FileOptions): string[];
  cancel(id?: string): void;
  retry(id?: string): void;
  remove(id: string): void;
  clear(): void;
}

/** One file's way, over all of its attempts. */
interface Entry {
  file: UploadFile;
  options: FileOptions;
  /** The same for each attempt: it finds what became of those before. */
  key: string;
  /** Of the attempt that is on its way. */
  controller?: AbortController | undefined;
}

/** Between two notices of progress alone: React draws anew with each. */
const PROGRESS_EVERY_MS = 50;

const CONCURRENCY = 3;

export function createUploads(first: UploadsOptions): Uploads {
  let options = first;
  let list = NO_FILES;
  let running = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();

  const notify = () => {
    clearTimeout(timer);
    timer = undefined;
    list = listOf([...entries.values()].map(({ file }) => file));
    for (const listener of listeners) listener();
  };
  const set = (entry: Entry, change: Partial<UploadFile>) => {
    const sameState = change.state === undefined || change.state === entry.file.state;
    entry.file = { ...entry.file, ...change };
    if (!sameState) notify();
    else timer ??= setTimeout(notify, PROGRESS_EVERY_MS);
  };
  const settle = (entry: Entry, change: Partial<UploadFile>) => {
    set(entry, change);
    const { file } = entry;
    const { onSettled } = options;
    // On its own: what it throws is not of the upload.
    if (onSettled) queueMicrotask(() => onSettled(file));
  };

  const start = async (entry: Entry): Promise<void> => {
    const controller = new AbortController();
    const { signal } = controller;
    const { client, concurrency: _, onSettled: __, ...ofAll } = options;
    entry.controller = controller;
    running += 1;
    set(entry, { state: 'hashing' });
    // What an attempt that was cancelled still has to say is not of the next one.
    const unlessOver = (change: Partial<UploadFile>) => signal.aborted || set(entry, change);
    try {
      const image = await client.upload(entry.file.file, {
        ...ofAll,
        ...entry.options,
        signal,
        idempotencyKey: entry.key,
        onRecord: (metadata) => unlessOver({ metadata }),
        onProgress: ({ phase, ...progress }) => unlessOver({ state: phase, progress }),
      });
      if (!signal.aborted) settle(entry, { state: 'ready', image, metadata: image.metadata });
    } catch (thrown) {
      if (signal.aborted) return;
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      if (isKeySpent(error)) entry.key = randomKey();
      settle(entry, { state: stateAfter(error), error });
    } finally {
      running -= 1;
      startNext();
    }
  };
  const startNext = () => {
    const most = Math.max(1, Math.floor(options.concurrency ?? CONCURRENCY) || 1);
    for (const entry of entries.values()) {
      if (running >= most) return;
      if (entry.file.state === 'waiting') void start(entry);
    }
  };
  /** One of them, or all. */
  const named = (id?: string) =>
    [...entries.values()].filter(({ file }) => id === undefined || file.id === id);
  const stop = (entry: Entry) => {
    if (!isPending(entry.file)) return;
    // First, so that nothing is taken for an attempt's own end.
    entry.controller?.abort();
    settle(entry, { state: 'cancelled' });
  };

  return {
    get list() {
      return list;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setOptions(given) {
      options = given;
      startNext();
    },
    add(files, own = {}) {
      const added = filesOf(files).map((file) => newEntry(file, own));
      for (const entry of added) entries.set(entry.file.id, entry);
      notify();
      startNext();
      return added.map(({ file }) => file.id);
    },
    cancel: (id) => named(id).forEach(stop),
    retry(id) {
      for (const entry of named(id)) {
        const { state, progress } = entry.file;
        if (state !== 'failed' && state !== 'cancelled') continue;
        set(entry, { state: 'waiting', error: undefined, progress: { ...progress, sent: 0 } });
      }
      startNext();
    },
    remove(id) {
      named(id).forEach(stop);
      entries.delete(id);
      notify();
    },
    clear() {
      for (const { file } of named()) if (!isPending(file)) entries.delete(file.id);
      notify();
    },
  };
}

/** By what they have, not by their class, which may be another window's. */
function filesOf(files: Chosen): Uploadable[] {
  const areMany = !ArrayBuffer.isView(files) && ('length' in files || Symbol.iterator in files);
  return areMany ? Array.from(files as Iterable<Uploadable>) : [files as Uploadable];
}

function newEntry(file: Uploadable, options: FileOptions): Entry {
  const size = 'size' in file ? file.size : file.byteLength;
  const own = 'name' in file && typeof file.name === 'string' ? file.name : 'image';
  const name = options.filename ?? own;
  const progress = { sent: 0, total: size, maybeStored: false };
  return {
    file: { id: randomKey(), file, name, size, state: 'waiting', progress },
    options,
    key: randomKey(),
  };
}
