import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyWebhook } from '../../client/server/webhooks.ts';
import { startReceiver } from '../lambdas/webhook-sender/receiver.ts';
import { filesIn, root, start } from './started.ts';

describe('npm start', () => {
  it('prints lines of curl that work when pasted, with an image of any name, and ends cleanly', async () => {
    const started = start('--port', '0', '--api-key', `key-with-'quote`);
    await started.printed('Ctrl-C stops it');
    const { out } = started.output();
    expect(out).toMatch(/API {6}http:\/\/127\.0\.0\.1:\d+\/v1\n {2}API key {2}key-with-'quote\n/);

    const lines = out.split('\n');
    const from = lines.findIndex((line) => line.startsWith('RECORD='));
    const curl = lines.slice(from, lines.indexOf('', from));
    expect(curl).toHaveLength(3);
    const image = join(started.temporary, 'my "own" photo & more.jpg');
    copyFileSync(join(root, 'samples/hills.jpg'), image);
    const script = curl.join('\n');
    const { stdout } = await promisify(execFile)('bash', ['-c', script], {
      env: { ...process.env, IMAGE: image },
    });
    const [created, read] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(created.metadata).toMatchObject({ filename: 'my__own__photo___more.jpg', status: 'pending' });
    expect(read.metadata).toMatchObject({ status: 'ready', width: 1600, height: 900 });
    expect(started.output().err).toContain('POST /v1/metadata 201');
    rmSync(image);

    started.process.kill('SIGINT');
    expect(await started.exit).toBe(0);
    expect(await filesIn(started.temporary)).toBe('');
  }, 240_000);

  it('with --users prints curl that uploads as Ann, who has no key; with --delivery shows the image, with --webhook tells of it, with --env a program', async () => {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.stop());
    const file = join(mkdtempSync(join(tmpdir(), 'start-env-')), '.env');
    onTestFinished(() => rmSync(dirname(file), { recursive: true }));
    const started = start('--port', '0', '--users', '--delivery', '--webhook', receiver.url, '--env', file);
    await started.printed('Ctrl-C stops it');
    const { out } = started.output();
    expect(out).toMatch(/Issuer {3}http:\/\/127\.0\.0\.1:\d+, for the users Ann and Ben\n/);
    const lines = out.split('\n');
    const from = lines.findIndex((line) => line.startsWith('TOKEN='));
    const curl = lines.slice(from, lines.indexOf('', from));
    expect(curl.join()).not.toContain('x-api-key');
    const { stdout } = await promisify(execFile)('bash', ['-c', curl.join('\n')], {
      env: { ...process.env, IMAGE: join(root, 'samples/hills.jpg') },
    });
    const [created, read] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(read.metadata).toMatchObject({ id: created.metadata.id, status: 'ready', width: 1600 });
    expect(started.output().err).toContain('POST /v1/my/metadata 201');
    const [, images] = /Images {3}(http:\/\/127\.0\.0\.1:\d+)\n/.exec(out)!;
    const { delivery } = read.preSignedUrl;
    expect(new URL(delivery.url).origin).toBe(images);
    const shown = await fetch(delivery.url.replace('{width}', '640'), { headers: { accept: 'image/webp' } });
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const [, secret] = new RegExp(
      `^npm run listen -- --port ${receiver.port} --secret (whsec_.+)$`,
      'm',
    ).exec(out)!;
    await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(await verifyWebhook(receiver.received[0]!, secret!)).toMatchObject({
      id: created.metadata.id,
      metadata: { status: 'ready' },
    });
    expect(started.output().err).not.toContain('WARNING');

    // What it has written is all that a program needs, and says of whom its users are.
    const smoke = ['--import', 'tsx', 'bin/smoke.ts', '--env', file];
    const env = { ...process.env, IMAGE_INTAKE_API_KEY: 'of another run' };
    expect((await promisify(execFile)(process.execPath, smoke, { cwd: root, env })).stdout).toContain(
      'All well',
    );
    const variables = parseEnv(readFileSync(file, 'utf8'));
    expect(variables).toMatchObject({
      IMAGE_INTAKE_STAGE: 'dev',
      IMAGE_INTAKE_AUDIENCE: 'urn:image-intake:local',
    });
    for (const name of ['BASE_URL', 'API_KEY', 'PAGE_URL', 'ISSUER'])
      expect(out).toContain(variables[`IMAGE_INTAKE_${name}`]!);

    started.process.kill('SIGINT');
    expect(await started.exit).toBe(0);
    expect(await filesIn(started.temporary)).toBe('');
  }, 240_000);

  it('ends as cleanly while it still synthesizes', async () => {
    // For an issuer of its own, which no run before it can have had.
    const started = start('--port', '0', '--users');
    await started.printed('Synthesizing');
    await expect.poll(() => filesIn(started.temporary), { timeout: 30_000 }).not.toBe('');
    started.process.kill('SIGTERM');
    expect(await started.exit).toBe(0);
    expect(await filesIn(started.temporary)).toBe('');
    expect(started.output().out).toBe('');
  }, 240_000);

  it('tells its flags', async () => {
    const started = start('--help');
    expect(await started.exit).toBe(0);
    expect(started.output().out).toContain('--s3-endpoint URL');
  });

  it.each([
    [['--nope'], "image-intake: Unknown option '--nope'"],
    [['--data', 'package.json'], /image-intake: \/.*\/package\.json is no folder\n$/],
    [['--stage', 'nowhere'], 'image-intake: There is no stage "nowhere" in lib/stages/stages.ts; known: dev'],
    [['--env', 'README.md'], 'image-intake: README.md is tracked by git, and would hold the API key'],
    [['--env', '.env', '--api-key', "a'b"], 'image-intake: --api-key has a character that not every program'],
    [
      ['--dynamodb-endpoint', 'http://127.0.0.1:1'],
      'image-intake: The DynamoDB at http://127.0.0.1:1 does not serve: connect ECONNREFUSED 127.0.0.1:1',
    ],
  ])('fails on %j with one clear line', async (args, message) => {
    const started = start('--port', '0', ...args);
    expect(await started.exit).toBe(1);
    const { out, err } = started.output();
    expect(out).toBe('');
    expect(err.replace(/^Synthesizing.*\n/, '')).toMatch(/^[^\n]+\n$/);
    expect(err).toMatch(message);
    expect(await filesIn(started.temporary)).toBe('');
  });

  it('fails on a port in use with one clear line, before it synthesizes', async () => {
    const taken = createServer();
    onTestFinished(() => void taken.close());
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const started = start('--port', String(port));
    expect(await started.exit).toBe(1);
    expect(started.output().err).toBe(
      `image-intake: port ${port} is in use; choose another one with --port\n`,
    );
  });

  it('says what is wrong with a folder for temporary files that cannot be written', async () => {
    const env = { ...process.env, TMPDIR: '/nowhere' };
    const args = ['bin/local.ts', '--port', '0', '--users'];
    const run = promisify(execFile)(process.execPath, args, { cwd: root, env });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /image-intake: \/nowhere cannot be written, set TMPDIR to another folder: .*\n$/,
      ),
    });
  });

  it('without `npm ci` asks for it, on any Node.js', async () => {
    const bare = mkdtempSync(join(tmpdir(), 'bare-'));
    onTestFinished(() => rmSync(bare, { recursive: true }));
    cpSync(join(root, 'bin'), join(bare, 'bin'), { recursive: true });
    copyFileSync(join(root, 'package.json'), join(bare, 'package.json'));
    const run = promisify(execFile)('npm', ['start', '--silent', '--', '--port', '0'], { cwd: bare });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/run npm ci first\n$/),
    });
  });
});
