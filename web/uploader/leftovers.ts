import { randomKey } from '../../client/random-key.ts';
import type { Begun } from './transfer.ts';
import type { ChosenFile, OwnUpload } from './upload.ts';

/** What is remembered of an upload, but its file. */
interface Remembered extends Begun, Pick<OwnUpload, 'key' | 'idempotencyKey' | 'at' | 'name' | 'size'> {
  title?: string | undefined;
  tags?: string[] | undefined;
  /** The API that it goes to, and in whose name: pages of several may have one origin. */
  service: string;
  /** The page that it belongs to, which holds a lock of this name as long as it lives. */
  owner: string;
}

/** An upload that a page has left which is gone, with its file where that could be kept. */
export type Left = Omit<Remembered, 'service' | 'owner'> & Pick<ChosenFile, 'data'>;

export interface Memory {
  keep: (upload: OwnUpload) => void;
  change: (key: string, change: Partial<Begun>) => void;
  forget: (key: string) => void;
  /** Makes an upload of a page that is gone this page's own. False where another was faster. */
  claim: (key: string) => Promise<boolean>;
}

const LOCK = 'image-intake.page.';
const UPLOADS = 'uploads';
/** Apart, so that a change of the rest does not write them anew. */
const FILES = 'files';

/**
 * Remembers uploads in IndexedDB until they end. Pages tell by Web Locks which of them live: where there are no locks,
 * or the browser keeps nothing, nothing is remembered. No fault of the memory is one of the upload.
 * @param service The API's base URL, and whose uploads they are where people sign in.
 */
export function createLeftovers(service: string) {
  const owner = LOCK + randomKey();
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  const database = locks ? openDatabase().catch(() => undefined) : Promise.resolve(undefined);
  /** The owners of uploads that were taken to be left. */
  const owners = new Map<string, string>();
  /** Pages whose end is waited for, or has come. */
  const watched = new Set<string>();
  let alive: Promise<IDBDatabase | undefined> | undefined;

  /** The database, once others can see that this page lives. */
  const asOwner = () => {
    alive ??= new Promise<boolean>((granted) => {
      if (!locks) return granted(false);
      const forever = () => {
        granted(true);
        return new Promise<never>(() => {});
      };
      locks.request(owner, forever).catch(() => granted(false));
      return undefined;
    }).then((held) => (held ? database : undefined));
    return alive;
  };

  /** Runs within one transaction. Later ones see what earlier ones have done. */
  const write = async (deed: (uploads: IDBObjectStore, files: IDBObjectStore) => void): Promise<void> => {
    try {
      const transaction = (await asOwner())?.transaction([UPLOADS, FILES], 'readwrite');
      if (!transaction) return;
      deed(transaction.objectStore(UPLOADS), transaction.objectStore(FILES));
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = reject;
      });
    } catch {
      // It does not fit, or nothing is kept here: the upload itself goes on.
    }
  };

  const memory: Memory = {
    keep: ({ key, idempotencyKey, at, name, size, title, tags, data }) => {
      const facts = { key, idempotencyKey, at, name, size, title, tags, service, owner, maybeStored: false };
      void write((uploads) => uploads.put(facts));
      // A file that does not fit takes nothing else with it.
      if (data) void write((_, files) => files.put(data, key));
    },
    change: (key, change) =>
      void write((uploads) => {
        update<Remembered>(uploads, key, (known) => ({ ...known, ...change }));
      }),
    forget: (key) =>
      void write((uploads, files) => {
        uploads.delete(key);
        files.delete(key);
      }),
    claim: async (key) => {
      let mine = false;
      await write((uploads) => {
        update<Remembered>(uploads, key, (known) => {
          mine = known.owner === owner || known.owner === owners.get(key);
          return mine ? { ...known, owner } : known;
        });
      });
      return mine;
    },
  };

  const read = async (): Promise<(Remembered & Pick<ChosenFile, 'data'>)[]> => {
    const transaction = (await database)?.transaction([UPLOADS, FILES]);
    if (!transaction) return [];
    const [known, files, keys] = await Promise.all([
      answerOf<Remembered[]>(transaction.objectStore(UPLOADS).getAll()),
      answerOf<Blob[]>(transaction.objectStore(FILES).getAll()),
      answerOf<IDBValidKey[]>(transaction.objectStore(FILES).getAllKeys()),
    ]);
    const others = known.filter((one) => one.service === service && one.owner !== owner);
    return others.map((one) => ({ ...one, data: files[keys.indexOf(one.key)] }));
  };

  /**
   * Calls when a page is found to be gone, at once or as soon as it is, with what it has left. To be repeated for the
   * pages that have come since, and for those of which `onLeft` failed.
   */
  const watch = async (onLeft: (left: Left[]) => Promise<void>): Promise<void> => {
    const pages = new Set((await read().catch(() => [])).map((one) => one.owner));
    for (const page of pages) {
      if (watched.has(page)) continue;
      watched.add(page);
      // Granted when its page lets go of it; others may wait for it too.
      locks!
        .request(page, { mode: 'shared' }, async () => {
          const left = (await read()).filter((one) => one.owner === page);
          for (const { key } of left) owners.set(key, page);
          if (left.length > 0) await onLeft(left);
        })
        .catch(() => watched.delete(page));
    }
  };

  return { memory, watch };
}

/** Reads and writes within the transaction, so that nobody else comes between. */
function update<Value>(store: IDBObjectStore, key: string, change: (known: Value) => Value): void {
  const request = store.get(key) as IDBRequest<Value | undefined>;
  request.onsuccess = () => {
    if (request.result !== undefined) store.put(change(request.result));
  };
}

function answerOf<Value>(request: IDBRequest): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as Value);
    request.onerror = () => reject(request.error);
  });
}

async function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('image-intake', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(UPLOADS, { keyPath: 'key' });
    request.result.createObjectStore(FILES);
  };
  const database = await answerOf<IDBDatabase>(request);
  database.onversionchange = () => database.close();
  return database;
}
