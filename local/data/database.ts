import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DataFolder } from './data-folder.ts';

/** Marks a database as one of the local run's: "loca" in ASCII. */
const APPLICATION = 0x6c6f6361;
/** Of everything in the folder. Another number: what an earlier or later release has written. */
const FORMAT = 1;
/** How long an earlier run may take to end, ms. */
const PATIENCE_MS = 2000;

/** What SQLite says, https://www.sqlite.org/rescode.html */
const BUSY = 5;
const NOT_A_DATABASE = 26;

/**
 * A database of one table: maps of names to JSON. SQLite holds the file for this process until it ends, however it does; what
 * was written survives that.
 * @param folder - to name in errors
 * @throws Error with one sentence
 */
export function openDatabase(file: string, folder: string): Omit<DataFolder, 'path' | 'once'> {
  const sqlite = process.getBuiltinModule?.('node:sqlite');
  if (!sqlite) throw new Error('Data on disk needs Node.js 24, or 22.13 at least');
  const database = opened(() => new sqlite.DatabaseSync(file, { timeout: PATIENCE_MS }), folder);
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  const one = prepare('SELECT value FROM kept WHERE map = ? AND key = ?');
  const all = prepare('SELECT key, value FROM kept WHERE map = ? ORDER BY key');
  const put = prepare('INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
  const remove = prepare('DELETE FROM kept WHERE map = ? AND key = ?');
  let inside = false;
  return {
    map: <Value>(name: string) => ({
      get(key) {
        const row = one.get(name, key);
        return row && (JSON.parse(String(row.value)) as Value);
      },
      set: (key, value) => void put.run(name, key, JSON.stringify(value)),
      delete: (key) => void remove.run(name, key),
      entries: () => all.all(name).map(({ key, value }) => [String(key), JSON.parse(String(value)) as Value]),
    }),
    together(work) {
      if (inside) return work();
      database.exec('BEGIN');
      inside = true;
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      } finally {
        inside = false;
      }
    },
    close: () => database.close(),
  };
}

/** Locks the database, and makes its table when it is new. */
function opened(open: () => DatabaseSync, folder: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = open();
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE');
    const [application, format] = ['application_id', 'user_version'].map((name) =>
      Number(database!.prepare(`PRAGMA ${name}`).get()![name]),
    );
    const empty = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()!.tables === 0;
    if (!empty && application !== APPLICATION) throw new Error(somethingElse(folder));
    if (!empty && format !== FORMAT) {
      throw new Error(
        `${folder} has data in format ${format}, and this release reads format ${FORMAT}: use the release that made it, or name an empty folder`,
      );
    }
    if (empty) {
      database.exec(
        'CREATE TABLE kept (map TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (map, key))',
      );
      database.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${FORMAT}`);
    }
    database.exec('COMMIT');
    // Only now that it is ours. The process may be killed; the machine may fail too, and then loses the last moments at most.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    return database;
  } catch (error) {
    database?.close();
    const { errcode, message } = error as Error & { errcode?: number };
    if (errcode === undefined) throw error;
    // The lower byte is the code; the rest says more.
    const code = errcode & 0xff;
    if (code === BUSY) throw new Error(`${folder} is in use by another run; stop it, or name another folder`);
    if (code === NOT_A_DATABASE) throw new Error(somethingElse(folder));
    throw new Error(`${folder} cannot be read and written: ${message}`);
  }
}

export const somethingElse = (folder: string): string =>
  `${folder} holds something else than data of the local run; name an empty folder`;
