import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jpeg } from '../../tools/specimens/craft-jpeg.ts';
import { psd } from '../../tools/specimens/craft-others.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'inspect-'));
  writeFileSync(join(dir, 'turned.jpg'), jpeg(300, 200, { orientation: 6 }));
  writeFileSync(join(dir, 'draft.psd'), psd(300, 200));
  writeFileSync(join(dir, 'letter.txt'), 'Dear Sir or Madam');
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Runs the command as its users do; every line of its output is JSON. */
function inspect(...args: string[]) {
  return new Promise<{ code: number; lines: Record<string, unknown>[]; stderr: string }>((resolve) => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
    execFile('npm', ['run', '--silent', 'inspect', '--', ...args], options, (error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
      resolve({ code: Number(error?.code ?? 0), lines: lines.map((line) => JSON.parse(line)), stderr });
    });
  });
}

describe('npm run inspect', () => {
  it('prints a line for each file: what it is, or why it is refused, and what that took', async () => {
    const files = ['turned.jpg', 'draft.psd', 'letter.txt'].map((name) => join(dir, name));
    const { code, lines } = await inspect(...files);
    expect(code).toBe(0);
    expect(lines).toEqual([
      {
        file: files[0],
        contentType: 'image/jpeg',
        width: 200,
        height: 300,
        storedWidth: 300,
        storedHeight: 200,
        orientation: 6,
        gets: 1,
        bytesRead: expect.any(Number),
        ms: expect.any(Number),
      },
      {
        file: files[1],
        rejection: { code: 'UnsupportedType', message: expect.stringContaining('accepted are image/jpeg') },
        gets: 1,
        bytesRead: 26,
        ms: expect.any(Number),
      },
      {
        file: files[2],
        rejection: { code: 'NotAnImage', message: expect.any(String) },
        gets: 1,
        bytesRead: 17,
        ms: expect.any(Number),
      },
    ]);
  });

  it('takes other types, and other limits', async () => {
    const draft = join(dir, 'draft.psd');
    const { lines } = await inspect(draft, '--allow', 'all');
    expect(lines[0]).toMatchObject({ contentType: 'image/vnd.adobe.photoshop', width: 300, height: 200 });
    const limited = await inspect(join(dir, 'turned.jpg'), '--max-pixels', '59999');
    expect(limited.lines[0]).toMatchObject({ rejection: { code: 'TooManyPixels' } });
  });

  it('takes 10,000 files in one call', async () => {
    const list = join(dir, 'list');
    writeFileSync(list, `${join(dir, 'turned.jpg')}\n`.repeat(10_000));
    const { code, lines } = await inspect('--files-from', list);
    expect(code).toBe(0);
    expect(lines).toHaveLength(10_000);
    expect(lines.at(-1)).toMatchObject({ width: 200, height: 300 });
  });

  it('goes on after a file that cannot be opened, and fails', async () => {
    const { code, lines } = await inspect(join(dir, 'none.jpg'), join(dir, 'turned.jpg'));
    expect(code).toBe(1);
    expect(lines).toMatchObject([{ error: expect.stringContaining('ENOENT') }, { width: 200 }]);
  });

  it.each([[[]], [['--allow', 'image/x', 'a.jpg']], [['--max-bytes', '0', 'a.jpg']], [['--nonsense']]])(
    'says what is wrong with %j',
    async (args) => {
      const { code, lines, stderr } = await inspect(...args);
      expect(code).toBe(2);
      expect(lines).toEqual([]);
      expect(stderr.trim()).not.toBe('');
    },
  );
});
