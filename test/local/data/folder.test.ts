import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { DataFolder } from '../../../local/data/data-folder.ts';
import { openDataFolder } from '../../../local/data/folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-'));
  return () => rmSync(folder, { recursive: true });
});

const open = (of = 'dev', at = folder): DataFolder => {
  const data = openDataFolder(at, of);
  onTestFinished(() => data.close());
  return data;
};

describe('a data folder', () => {
  it('is made where there is none, for its owner alone, and never for git', () => {
    chmodSync(folder, 0o755);
    open();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    open('dev', join(folder, 'deep/below'));
    expect(statSync(join(folder, 'deep/below')).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toContain('.gitignore');
  });

  it('keeps maps, each of its own keys, in the order of these', () => {
    const data = openDataFolder(folder, 'dev');
    const map = data.map<{ n: number }>('one');
    map.set('b', { n: 1 });
    map.set('a', { n: 2 });
    map.set('b', { n: 3 });
    map.set('c', { n: 4 });
    map.delete('c');
    data.map('two').set('a', 'other');
    expect(data.once('key', () => 'first')).toBe('first');
    data.close();

    const again = open();
    expect(again.map('one').entries()).toEqual([
      ['a', { n: 2 }],
      ['b', { n: 3 }],
    ]);
    expect(again.map('one').get('c')).toBeUndefined();
    expect(again.map('two').get('a')).toBe('other');
    expect(again.once('key', () => 'second')).toBe('first');
  });

  it('keeps what is set together as a whole, or nothing of it', () => {
    const data = open();
    const map = data.map('one');
    expect(() =>
      data.together(() => {
        map.set('a', 1);
        data.together(() => map.set('b', 1));
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(map.entries()).toEqual([]);
    expect(data.together(() => map.set('a', 2) ?? 'done')).toBe('done');
    expect(map.get('a')).toBe(2);
  });

  it('is one process at a time, and free again at once when that is killed, with all that it had set', async () => {
    const script = `
      const { openDataFolder } = await import(${JSON.stringify(new URL('../../../local/data/folder.ts', import.meta.url).href)});
      const map = openDataFolder(${JSON.stringify(folder)}, 'dev').map('one');
      for (let n = 0; ; n++) { map.set('n', n); if (n === 100) console.log('ready'); await null; }`;
    const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script]);
    await once(child.stdout, 'data');
    child.kill('SIGSTOP');
    expect(() => openDataFolder(folder, 'dev')).toThrow(
      `${folder} is in use by another run; stop it, or name another folder`,
    );
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(open().map<number>('one').get('n')).toBeGreaterThanOrEqual(100);
  });

  it('is of one stage', () => {
    openDataFolder(folder, 'dev').close();
    expect(() => openDataFolder(folder, 'prod')).toThrow(`${folder} has the data of dev, not of prod`);
    open();
  });

  it('is refused in another format, and what is in it stays', () => {
    openDataFolder(folder, 'dev').close();
    const database = new DatabaseSync(join(folder, 'state.sqlite'));
    database.exec('PRAGMA user_version = 2');
    database.close();
    expect(() => openDataFolder(folder, 'dev')).toThrow(
      `${folder} has data in format 2, and this release reads format 1: use the release that made it, or name an empty folder`,
    );
  });

  it('is refused when it holds something else', () => {
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const something = `${folder} holds something else than data of the local run; name an empty folder`;
    expect(() => openDataFolder(folder, 'dev')).toThrow(something);
    writeFileSync(join(folder, 'state.sqlite'), 'not a database, however long it may be '.repeat(100));
    expect(() => openDataFolder(folder, 'dev')).toThrow(something);
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'state.sqlite']);
  });

  it('is left as it was when it is refused: its mode, and a database of somebody else’s', () => {
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const something = `${folder} holds something else than data of the local run; name an empty folder`;
    expect(() => openDataFolder(folder, 'dev')).toThrow(something);
    const database = new DatabaseSync(join(folder, 'state.sqlite'));
    database.exec('CREATE TABLE theirs (value)');
    database.close();
    const before = readFileSync(join(folder, 'state.sqlite'));
    expect(() => openDataFolder(folder, 'dev')).toThrow(something);
    expect(readFileSync(join(folder, 'state.sqlite')).equals(before)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'state.sqlite']);
    expect(statSync(folder).mode & 0o777).toBe(0o755);
  });

  it('is refused when it is a file, lies below one, or cannot be made', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => openDataFolder(file, 'dev')).toThrow(`${file} is no folder`);
    expect(() => openDataFolder(join(file, 'below'), 'dev')).toThrow('is no folder');
    expect(() => openDataFolder('/proc/nowhere', 'dev')).toThrow('/proc/nowhere cannot be written: ');
  });

  it('begins anew where a start was killed before its database was made', () => {
    mkdirSync(join(folder, 'begun'));
    execFileSync('touch', [join(folder, 'begun/state.sqlite')]);
    expect(open('dev', join(folder, 'begun')).map('one').entries()).toEqual([]);
  });
});
