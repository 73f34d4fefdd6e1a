import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../tools/temporary-folder.ts';

const module = fileURLToPath(new URL('../../tools/temporary-folder.ts', import.meta.url));

let parent: string;
let other: ChildProcess | undefined;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'folders-'));
});
afterEach(() => {
  other?.kill('SIGKILL');
  other = undefined;
  rmSync(parent, { recursive: true });
});

/** A folder of another process, which goes on living until it is killed. */
async function ofAnother(): Promise<string> {
  const source = `
    import { writeFileSync } from 'node:fs';
    import { temporaryFolder } from ${JSON.stringify(module)};
    const folder = temporaryFolder({ parent: ${JSON.stringify(parent)} });
    writeFileSync(folder + '/file', '');
    console.log(folder);
    setInterval(() => {}, 1000);`;
  other = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', source]);
  const [line] = (await once(other.stdout!, 'data')) as [Buffer];
  return line.toString().trim();
}

async function killed(): Promise<void> {
  other!.kill('SIGKILL');
  await once(other!, 'exit');
}

/** The same name, as another process would have made it. */
function renamed(folder: string, part: number, value: string): string {
  const parts = basename(folder).replace('image-intake-', '').split('-');
  parts[part] = value;
  const path = join(parent, `image-intake-${parts.join('-')}`);
  mkdirSync(path);
  return path;
}

const START = 1;
const NAMESPACE = 2;

describe('a temporary folder', () => {
  it('of a process that was killed is deleted by the next one', async () => {
    const left = await ofAnother();
    await killed();
    const own = temporaryFolder({ parent });
    expect(readdirSync(parent)).toEqual([basename(own)]);
    expect(existsSync(left)).toBe(false);
  });

  it('of a living process stays', async () => {
    const theirs = await ofAnother();
    const own = temporaryFolder({ parent });
    temporaryFolder({ parent });
    expect(existsSync(theirs)).toBe(true);
    expect(existsSync(own)).toBe(true);
  });

  it('of an earlier process, whose id is in use again, is deleted', async () => {
    const theirs = await ofAnother();
    const earlier = renamed(theirs, START, '1');
    temporaryFolder({ parent });
    expect(existsSync(earlier)).toBe(false);
    expect(existsSync(theirs)).toBe(true);
  });

  it('whose process cannot be told from another of the same id stays', async () => {
    const unknown = renamed(await ofAnother(), START, 'x');
    temporaryFolder({ parent });
    expect(existsSync(unknown)).toBe(true);
  });

  it('of another container stays, where ids mean something else', async () => {
    const foreign = renamed(await ofAnother(), NAMESPACE, '1');
    await killed();
    temporaryFolder({ parent });
    expect(existsSync(foreign)).toBe(true);
  });

  it('stays when it only looks like one', async () => {
    const name = basename(await ofAnother());
    await killed();
    const target = join(parent, 'target');
    mkdirSync(target);
    writeFileSync(join(target, 'file'), '');
    rmSync(join(parent, name), { recursive: true });
    symlinkSync(target, join(parent, name));
    const others = ['image-intake-photos', 'image-intake-1', `x${name}`, name.replace('intake', 'outtake')];
    for (const one of others) mkdirSync(join(parent, one));
    temporaryFolder({ parent });
    for (const one of [...others, name]) expect(existsSync(join(parent, one))).toBe(true);
    expect(readdirSync(target)).toEqual(['file']);
  });

  // Only root can give a file away.
  it.runIf(process.getuid?.() === 0)('of another user stays', async () => {
    const theirs = await ofAnother();
    await killed();
    spawnSync('chown', ['65534', theirs]);
    temporaryFolder({ parent });
    expect(existsSync(theirs)).toBe(true);
  });

  it('is cleared by what its kind needs for that', async () => {
    const left = await ofAnother();
    await killed();
    const cleared: string[] = [];
    temporaryFolder({ parent, prefix: 'image-intake-rgw', remove: (folder) => cleared.push(folder) });
    expect(cleared).toEqual([]);
    temporaryFolder({ parent, remove: (folder) => cleared.push(folder) });
    expect(cleared).toEqual([left]);
  });

  it('cannot be made where nothing can be written, which one sentence says', () => {
    expect(() => temporaryFolder({ parent: join(parent, 'nowhere') })).toThrow(
      /nowhere cannot be written, set TMPDIR to another folder: [^\n]+$/,
    );
  });
});
