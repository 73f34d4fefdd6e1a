import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { givenFolder } from '../../data/given-folder.ts';
import { addOne, attribute, changes, deployment, key, start, thing, things } from './given-tables.ts';

describe('tables in a folder', () => {
  it('have after a kill what was written, in their indexes and in their stream too', async () => {
    const folder = givenFolder();
    const before = await start(folder.open());
    await before.call('PutItem', thing('one'));
    await before.call('PutItem', thing('two', 'b'));
    await before.call('UpdateItem', addOne('one'));
    await before.call('DeleteItem', { Key: { id: { S: 'two' } } });

    const after = await start(folder.afterKill());
    expect(await after.ids()).toEqual(['one']);
    expect([await after.ids('a'), await after.ids('b')]).toEqual([['one'], []]);
    const told = ['INSERT one', 'INSERT two', 'MODIFY one', 'REMOVE two'];
    expect(changes(await after.records())).toEqual(told);
  });

  it('keep their items when an index or a table comes to them or goes', async () => {
    const folder = givenFolder();
    const { GlobalSecondaryIndexes: _, AttributeDefinitions, ...bare } = things;
    const without = deployment({ ...bare, AttributeDefinitions: [AttributeDefinitions[0]!] });
    const before = await start(folder.open(), without);
    await before.call('PutItem', thing('one'));

    const data = folder.afterKill();
    const more = { TableName: 'more', AttributeDefinitions: [attribute('id')], KeySchema: key('id') };
    const after = await start(data, deployment(things, more));
    expect(await after.ids('a')).toEqual(['one']);
    expect(after.tables).not.toBe(before.tables);

    const later = await start(folder.afterKill(), without);
    expect(await later.ids()).toEqual(['one']);
    const same = await start(folder.afterKill(), without);
    expect(same.tables.split('/').at(-1)).toBe(later.tables.split('/').at(-1));
  });

  it('are refused when their items have no place in what is declared, and stay', async () => {
    const folder = givenFolder();
    await (await start(folder.open())).call('PutItem', thing('one'));
    const { GlobalSecondaryIndexes: _, ...bare } = things;
    const otherKey = deployment({
      ...bare,
      AttributeDefinitions: [attribute('name')],
      KeySchema: key('name'),
    });
    await expect(start(folder.afterKill(), otherKey)).rejects.toThrow(
      /^The table things, of which .* has items, is declared with another key now; name an empty folder$/,
    );
    const none = deployment({ ...bare, TableName: 'others', AttributeDefinitions: [attribute('id')] });
    await expect(start(folder.afterKill(), none)).rejects.toThrow('is not declared any more; name');
    expect(await (await start(folder.afterKill())).ids()).toEqual(['one']);
  });

  it('are refused when their files are gone, and are not begun anew beside what else is kept', async () => {
    const folder = givenFolder();
    const { call, tables } = await start(folder.open());
    await call('PutItem', thing('one'));
    const data = folder.afterKill();
    const lost = join(data.path, 'tables', basename(tables));
    rmSync(lost, { recursive: true });
    await expect(start(data)).rejects.toThrow(
      `${data.path} lacks the files of its tables; name an empty folder`,
    );
    expect(existsSync(lost)).toBe(false);
  });

  it('are refused when their files are damaged', async () => {
    const folder = givenFolder();
    const { call, tables } = await start(folder.open());
    await call('PutItem', thing('one'));
    const data = folder.afterKill();
    const damaged = join(data.path, 'tables', basename(tables));
    for (const name of readdirSync(damaged)) if (name.startsWith('MANIFEST')) rmSync(join(damaged, name));
    await expect(start(data)).rejects.toThrow(
      /^The tables in .* cannot be opened: .+; name an empty folder$/,
    );
  });
});
