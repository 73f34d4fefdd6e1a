import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkEnvFile, writeEnvFile, writeJsonFile } from '../../../tools/env/env-file.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'latin1');
const modeOf = (name: string) => statSync(at(name)).mode & 0o777;
const A = { IMAGE_INTAKE_API_KEY: 'the-key' };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-file-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('a file of settings', () => {
  it('is made for its owner alone', () => {
    expect(writeEnvFile(at('.env'), A)).toEqual([]);
    expect(read('.env')).toContain('IMAGE_INTAKE_API_KEY=the-key\n');
    expect(modeOf('.env')).toBe(0o600);
  });

  it('keeps the bytes of others and its mode, and nothing is left beside it', () => {
    const others = Buffer.from([0xef, 0xbb, 0xbf, 0x41, 0x3d, 0xe9, 0x0d, 0x0a, 0x42, 0x3d, 0x31]);
    writeFileSync(at('.env'), others, { mode: 0o640 });
    writeEnvFile(at('.env'), A);
    writeEnvFile(at('.env'), { IMAGE_INTAKE_API_KEY: 'another' });
    expect(readFileSync(at('.env')).subarray(0, others.length)).toEqual(others);
    expect(read('.env').match(/IMAGE_INTAKE_API_KEY/g)).toHaveLength(1);
    expect(modeOf('.env')).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  it('is not touched when it says so already', () => {
    writeEnvFile(at('.env'), A);
    const { ino } = statSync(at('.env'));
    writeEnvFile(at('.env'), A);
    expect(statSync(at('.env')).ino).toBe(ino);
  });

  it.each([
    ['is there', true],
    ['is not there yet', false],
  ])('is where a symbolic link leads, which stays one, if it %s', (_, there) => {
    mkdirSync(at('secrets'));
    if (there) writeFileSync(at('secrets/env'), 'B=1\n');
    symlinkSync('secrets/env', at('.env'));
    writeEnvFile(at('.env'), A);
    expect(lstatSync(at('.env')).isSymbolicLink()).toBe(true);
    expect(read('secrets/env')).toContain('IMAGE_INTAKE_API_KEY=the-key');
  });

  it('is found from where npm was called', () => {
    vi.stubEnv('INIT_CWD', folder);
    writeEnvFile('app.env', A);
    expect(read('app.env')).toContain('the-key');
  });

  it('is said to set a name twice, where somebody has set it by hand', () => {
    writeFileSync(at('.env'), 'IMAGE_INTAKE_API_KEY=by-hand\n');
    expect(writeEnvFile(at('.env'), A)).toEqual([
      expect.stringMatching(/\.env sets IMAGE_INTAKE_API_KEY outside of the block too/),
    ]);
  });

  it.each<[string, () => void, RegExp]>([
    ['a folder', () => mkdirSync(at('.env')), /\.env is no file\.$/],
    ['a link to itself', () => symlinkSync('.env', at('.env')), /\.env is a symbolic link that leads back/],
    [
      'of half a block',
      () => writeFileSync(at('.env'), '# image-intake begin\n'),
      /\.env must have the lines/,
    ],
    ['UTF-16', () => writeFileSync(at('.env'), 'A=1', 'utf16le'), /\.env is no text in UTF-8\.$/],
  ])('that is %s is refused in one sentence, and left as it was', (_, given, message) => {
    given();
    const { ino, mtimeMs } = lstatSync(at('.env'));
    for (const act of [() => checkEnvFile(at('.env'), {}), () => writeEnvFile(at('.env'), A)]) {
      expect(act).toThrow(message);
      expect(act).not.toThrow(/\n/);
    }
    expect(lstatSync(at('.env'))).toMatchObject({ ino, mtimeMs });
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  it('is refused where its folder is not there', () => {
    expect(() => writeEnvFile(at('no/.env'), A)).toThrow(
      /no\/\.env cannot be made: its folder is not there\.$/,
    );
  });

  it('is left as it was by a value that cannot be written', () => {
    writeFileSync(at('.env'), 'B=1\n');
    expect(() => writeEnvFile(at('.env'), { IMAGE_INTAKE_API_KEY: 'a b' })).toThrow(
      /^IMAGE_INTAKE_API_KEY has/,
    );
    expect(read('.env')).toBe('B=1\n');
  });
});

describe('a file in a work tree of git', () => {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  beforeEach(() => {
    git('init', '--quiet');
    mkdirSync(at('app'));
  });

  it('is written where git ignores it', () => {
    writeFileSync(at('.gitignore'), '.env*\n');
    writeEnvFile(at('app/.env'), A);
    expect(git('status', '--porcelain', '--untracked-files=all').toString()).toBe('?? .gitignore\n');
  });

  it('is refused where git does not, unless one insists', () => {
    expect(() => writeEnvFile(at('app/.env'), A)).toThrow(
      /app\/\.env is not ignored by git, and would hold the API key: have git ignore it, or insist with --insist\.$/,
    );
    expect(() => checkEnvFile(at('app/.env'), {})).toThrow('is not ignored by git');
    expect(readdirSync(at('app'))).toEqual([]);
    writeEnvFile(at('app/.env'), A, { insist: true });
    expect(read('app/.env')).toContain('the-key');
  });

  it('is refused where git tracks it, though it be ignored', () => {
    writeFileSync(at('app/.env'), 'B=1\n');
    git('add', '.');
    writeFileSync(at('.gitignore'), '.env\n');
    expect(() => writeEnvFile(at('app/.env'), A)).toThrow('app/.env is tracked by git');
    expect(read('app/.env')).toBe('B=1\n');
  });

  it('is refused where a symbolic link leads to, wherever that lies', () => {
    const outside = mkdtempSync(join(tmpdir(), 'env-link-'));
    symlinkSync(at('app/.env'), join(outside, '.env'));
    expect(() => writeEnvFile(join(outside, '.env'), A)).toThrow('is not ignored by git');
    rmSync(outside, { recursive: true });
  });

  it('is judged by its own repository, in a hook of another one too', () => {
    vi.stubEnv('GIT_DIR', join(tmpdir(), 'nowhere'));
    writeFileSync(at('.gitignore'), '*.env\n');
    writeEnvFile(at('a [x]*.env'), A);
    expect(read('a [x]*.env')).toContain('the-key');
  });

  it('is refused where git cannot be asked', () => {
    vi.stubEnv('PATH', folder);
    expect(() => writeEnvFile(at('.env'), A)).toThrow('may be committed by git, which is not installed');
    vi.unstubAllEnvs();
    rmSync(at('.git/HEAD'));
    expect(() => writeEnvFile(at('.env'), A)).toThrow('may be committed by git, which does not tell');
  });
});

describe('a file of JSON', () => {
  it('may be committed, has nothing else, and is replaced', () => {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    writeJsonFile(at('intake.json'), { IMAGE_INTAKE_STAGE: 'dev' });
    chmodSync(at('intake.json'), 0o644);
    writeJsonFile(at('intake.json'), { IMAGE_INTAKE_STAGE: 'prod' });
    expect(JSON.parse(read('intake.json'))).toEqual({ IMAGE_INTAKE_STAGE: 'prod' });
    expect(modeOf('intake.json')).toBe(0o644);
  });

  it.each(['{"name":"app"}', '{}', '[', 'null', 'A=1'])('that is %s is left alone', (text) => {
    writeFileSync(at('package.json'), text);
    expect(() => writeJsonFile(at('package.json'), { IMAGE_INTAKE_STAGE: 'dev' })).toThrow(
      /package\.json holds something else, which would be lost\.$/,
    );
    expect(read('package.json')).toBe(text);
  });
});
