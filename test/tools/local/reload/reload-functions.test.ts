import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StageRun, startStage } from '../../../../tools/local/stage-run.ts';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const ERRORS = 'lambdas/metadata-api/errors.ts';
const MESSAGE = 'There is no such record';

let root: string;
let run: StageRun;
let lines: string[] = [];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sources-'));
  for (const name of ['contract', 'lambdas', 'package.json', 'tsconfig.json'])
    cpSync(join(repository, name), join(root, name), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  answerWith('Saved before anybody watched');
  run = await startStage({
    stage: 'dev',
    kept: true,
    sources: root,
    onLog: (source, line) => source === 'dev' && lines.push(line),
  });
});
afterAll(async () => {
  await run?.stop();
  rmSync(root, { recursive: true, force: true });
});

const original = readFileSync(join(repository, ERRORS), 'utf8');
const save = (text: string, file = ERRORS) => writeFileSync(join(root, file), text);
/** Saves code by which a record that is not there is answered with this message. */
const answerWith = (message: string) => save(original.replace(MESSAGE, message));

function replaceBy(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${run.baseUrl}${path}`, {
    ...init,
    headers: { 'x-api-key': run.apiKey, 'content-type': 'application/json' },
  });
const answered = async () =>
  ((await (await call(`/metadata/${crypto.randomUUID()}`)).json()) as { message: string }).message;
const said = (line: string | RegExp) =>
  expect.poll(() => lines, { timeout: 60_000 }).toContainEqual(expect.stringMatching(line));
const reloaded = (name: string) => new RegExp(`^${name} reloaded in \\d+ ms$`);

it('functions whose sources were saved since they were deployed are reloaded once they are watched', async () => {
  await expect.poll(answered, { timeout: 60_000 }).toBe('Saved before anybody watched');
});

describe('the functions of a run that follow their sources', () => {
  let round = 0;
  beforeEach(async () => {
    round += 1;
    answerWith(`Round ${round}`);
    await expect.poll(answered, { timeout: 60_000 }).toBe(`Round ${round}`);
    lines = [];
  });

  it('answer by what was saved, which is said in a line, and no other function is touched', async () => {
    answerWith('Nothing of that name');
    await said(reloaded('metadata-api'));
    expect(await answered()).toBe('Nothing of that name');
    expect(lines).toHaveLength(1);
  });

  it('are reloaded once after a burst of saves', async () => {
    for (let save = 1; save <= 20; save++) answerWith(`Save ${save}`);
    await expect.poll(answered, { timeout: 60_000 }).toBe('Save 20');
    answerWith('After the burst');
    await expect.poll(answered, { timeout: 60_000 }).toBe('After the burst');
    expect(lines.filter((line) => reloaded('metadata-api').test(line))).toHaveLength(2);
  });

  it('answer by what was saved however it was saved, as often as it was', async () => {
    const file = join(root, ERRORS);
    const text = (message: string) => original.replace(MESSAGE, message);
    const ways: [string, (message: string) => void][] = [
      ['in place', answerWith],
      ['by another file in its place', (message) => replaceBy(file, text(message))],
      ['by another file again', (message) => replaceBy(file, text(message))],
      [
        'after a backup',
        (message) => {
          renameSync(file, `${file}~`);
          answerWith(message);
        },
      ],
      [
        'anew',
        (message) => {
          rmSync(file);
          answerWith(message);
        },
      ],
      ['in place again', answerWith],
    ];
    for (const [way, saved] of ways) {
      saved(`Saved ${way}`);
      await expect.poll(answered, { timeout: 20_000 }).toBe(`Saved ${way}`);
    }
  });

  it('stay as they were while the sources have a fault, which is told by its place', async () => {
    save(`${original}\nconst = 1;\n`);
    const line = original.split('\n').length + 1;
    await said(`^metadata-api stays as it was: ${ERRORS}:${line}:7: Expected identifier but found "="$`);
    expect(await answered()).toBe(`Round ${round}`);
    answerWith('Mended');
    await said(reloaded('metadata-api'));
    expect(await answered()).toBe('Mended');
  });

  it('are mended by a file that was missing', async () => {
    save(`import './missing.ts';\n${original.replace(MESSAGE, 'With what was missing')}`);
    await said(`^metadata-api stays as it was: ${ERRORS}:1:8: Could not resolve "./missing.ts"$`);
    save('export {};\n', 'lambdas/metadata-api/missing.ts');
    await said(reloaded('metadata-api'));
    expect(await answered()).toBe('With what was missing');
  });

  it('stay as they were when the new code does not start', async () => {
    save(`${original}\nthrow new Error('not ready');\n`);
    await said('^metadata-api stays as it was: .* does not start: Error: not ready$');
    expect(await answered()).toBe(`Round ${round}`);
  });

  it('are all reloaded by a file that all are made of, those with native packages too', async () => {
    const logger = 'lambdas/shared/logger.ts';
    save(`${readFileSync(join(root, logger), 'utf8')}\n// Saved.\n`, logger);
    for (const name of ['metadata-api', 'image-inspector', 'thumbnailer', 'change-relay'])
      await said(reloaded(name));

    const made = await call('/metadata', { method: 'POST', body: '{"filename":"a.png"}' });
    const { metadata, preSignedUrl } = (await made.json()) as {
      metadata: { id: string };
      preSignedUrl: { url: string };
    };
    const image = readFileSync(join(repository, 'samples/phone.jpg'));
    await fetch(preSignedUrl.url, { method: 'PUT', body: image });
    const record = async () => (await (await call(`/metadata/${metadata.id}`)).json()) as object;
    await expect
      .poll(record, { timeout: 60_000 })
      .toMatchObject({ metadata: { status: 'ready', thumbhash: expect.any(String) } });
  });
});
