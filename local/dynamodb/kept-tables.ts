import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DataFolder } from '../data/data-folder.ts';
import type { Deployment } from '../template/deployment.ts';
import { callJson, type DynamoEngine, embeddedEngine } from './engine.ts';
import { createTables, declarationsOf, type TableDeclaration } from './tables.ts';

/** The tables that a folder has: as they were declared, and dynalite's own folder of them. */
interface KeptTables {
  folder: string;
  declared: TableDeclaration[];
}

/**
 * Makes the declared tables in a folder of data, where there are not these very ones already. When others were declared
 * before, the items of those are carried over, into a folder of their own until all of them are: whatever kills that leaves
 * the old one as it is, and indexes are made of the items anew.
 * @returns where dynalite finds them
 * @throws Error with a sentence for a person, when items have no place in what is declared now
 */
export async function keptTables(data: DataFolder, deployment: Deployment): Promise<string> {
  const parent = join(data.path, 'tables');
  mkdirSync(parent, { recursive: true });
  const settings = data.map<KeptTables>('tables');
  const known = settings.get('now');
  // Every database of LevelDB has this file. dynalite would make a new one, and the records be gone without a word.
  if (known && !existsSync(join(parent, known.folder, 'CURRENT')))
    throw new Error(`${data.path} lacks the files of its tables; name an empty folder`);
  if (known) await tryToOpen(join(parent, known.folder), data.path);
  for (const name of readdirSync(parent)) {
    if (name !== known?.folder) rmSync(join(parent, name), { recursive: true });
  }
  const declared = declarationsOf(deployment);
  // As JSON has it, in which one of them was kept.
  if (known && isDeepStrictEqual(known.declared, JSON.parse(JSON.stringify(declared)))) {
    return join(parent, known.folder);
  }
  const folder = randomUUID();
  const next = embeddedEngine(join(parent, folder));
  try {
    await createTables(next, deployment, false);
    if (known) await carryOver(join(parent, known.folder), known.declared, next, declared, data.path);
  } finally {
    await next.close();
  }
  settings.set('now', { folder, declared });
  if (known) rmSync(join(parent, known.folder), { recursive: true });
  return join(parent, folder);
}

/** dynalite throws where nobody can catch it, when its database does not open. */
async function tryToOpen(folder: string, path: string): Promise<void> {
  const { Level } = createRequire(module.findPackageJSON('dynalite', import.meta.url)!)('level') as {
    Level: new (folder: string) => { open(): Promise<void>; close(): Promise<void> };
  };
  const database = new Level(folder);
  try {
    await database.open();
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new Error(`The tables in ${path} cannot be opened: ${reason}; name an empty folder`);
  } finally {
    await database.close();
  }
}

async function carryOver(
  folder: string,
  before: TableDeclaration[],
  to: DynamoEngine,
  declared: TableDeclaration[],
  path: string,
): Promise<void> {
  const from = embeddedEngine(folder);
  try {
    for (const { TableName, KeySchema } of before) {
      const now = declared.find((table) => table.TableName === TableName);
      const fits = isDeepStrictEqual(now?.KeySchema, KeySchema);
      for await (const Item of itemsOf(from, TableName)) {
        if (!fits) {
          const what = now ? 'is declared with another key now' : 'is not declared any more';
          throw new Error(
            `The table ${TableName}, of which ${path} has items, ${what}; name an empty folder`,
          );
        }
        await callJson(to, 'PutItem', { TableName, Item });
      }
    }
  } finally {
    await from.close();
  }
}

async function* itemsOf(engine: DynamoEngine, TableName: string): AsyncIterable<unknown> {
  let ExclusiveStartKey: unknown;
  do {
    const page = await callJson(engine, 'Scan', {
      TableName,
      ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
    });
    yield* (page.Items ?? []) as unknown[];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}
