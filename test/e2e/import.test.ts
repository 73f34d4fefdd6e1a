import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type ImageIntakeClient } from '../../client/client.ts';
import type { Metadata } from '../../client/types.ts';
import { generatedPng } from '../../tools/smoke/smoke-image.ts';
import { allOf } from '../support/all-of.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let run: LocalRun;
let client: ImageIntakeClient;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  run = await startLocalRun();
  client = createClient(run);
});
afterAll(async () => {
  await run?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Importing {
  process: ChildProcess;
  end: Promise<{ code: number | null; signal: string | null; out: string; err: string }>;
}

/** Runs the command behind `npm run import`. */
function start(from: string, ...args: string[]): Importing {
  const flags = ['--base-url', run.baseUrl, '--report', join(folder, 'report.jsonl'), ...args];
  const child = spawn(process.execPath, ['bin/import.ts', from, ...flags], {
    cwd: root,
    env: {
      ...process.env,
      IMAGE_INTAKE_API_KEY: run.apiKey,
      AWS_ENDPOINT_URL_S3: run.s3Endpoint,
      AWS_REGION: run.region,
      AWS_ACCESS_KEY_ID: run.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: run.credentials.secretAccessKey,
    },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  const end = new Promise<Awaited<Importing['end']>>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, out, err })),
  );
  return { process: child, end };
}

async function recordsOf(userId: string): Promise<Metadata[]> {
  const pages = await allOf(client.list({ userId, limit: 100 }));
  return pages.flatMap(({ metadata }) => metadata);
}

const readyOf = async (userId: string) =>
  (await recordsOf(userId)).filter(({ status }) => status === 'ready').length;

describe('npm run import', () => {
  it('makes nothing twice and leaves nothing out, however often it is killed and started again', async () => {
    const names = Array.from({ length: 150 }, (_, at) => `album ${at % 7}/Bild ${at}.png`);
    for (const name of names) {
      mkdirSync(join(folder, 'photos', name, '..'), { recursive: true });
      writeFileSync(join(folder, 'photos', name), generatedPng(8, 8));
    }
    for (const [signal, ready] of [
      ['SIGKILL', 10],
      ['SIGINT', 50],
      ['SIGKILL', 100],
    ] as const) {
      const importing = start(join(folder, 'photos'), '--user', 'ann', '--tag', 'brought');
      await expect
        .poll(() => readyOf('ann'), { timeout: 60_000, interval: 100 })
        .toBeGreaterThanOrEqual(ready);
      importing.process.kill(signal);
      const { out: _, ...end } = await importing.end;
      const interrupted = { code: 130, signal: null, err: 'Interrupted: start it again to go on.\n' };
      expect(end).toEqual(signal === 'SIGINT' ? interrupted : { code: null, signal, err: '' });
    }
    const { code, out, err } = await start(join(folder, 'photos'), '--user', 'ann', '--tag', 'brought').end;
    expect({ code, err, report: readFileSync(join(folder, 'report.jsonl'), 'utf8') }, out).toEqual({
      code: 0,
      err: '',
      report: '',
    });
    const records = await recordsOf('ann');
    expect(records.map(({ imageId }) => imageId).sort()).toEqual([...names].sort());
    expect(new Set(records.map(({ status }) => status))).toEqual(new Set(['ready']));
    expect(records.find(({ imageId }) => imageId === 'album 3/Bild 3.png')).toMatchObject({
      filename: 'Bild_3.png',
      title: 'Bild 3.png',
      tags: ['brought'],
      size: readFileSync(join(folder, 'photos/album 3/Bild 3.png')).length,
    });
  }, 240_000);

  it('brings images from a bucket, and reports what the service refuses', async () => {
    const s3 = new S3Client({
      endpoint: run.s3Endpoint,
      region: run.region,
      credentials: run.credentials,
      forcePathStyle: true,
    });
    const [bucket] = Object.values(run.names.buckets) as [string];
    const put = (Key: string, Body: Uint8Array) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
    await put('old/Käse + Brot.png', generatedPng(8, 8));
    await put('old/letter.jpg', Buffer.from('Dear Sir or Madam'));
    await put('older/1.png', generatedPng(8, 8));
    const { code, out } = await start(`s3://${bucket}/old/`).end;
    expect(code, out).toBe(1);
    const lines = readFileSync(join(folder, 'report.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { imageId: 'old/letter.jpg', state: 'refused', code: 'NotAnImage' },
    ]);
    const records = await recordsOf('import');
    expect(records.map(({ imageId, status }) => [imageId, status]).sort()).toEqual([
      ['old/Käse + Brot.png', 'ready'],
      ['old/letter.jpg', 'rejected'],
    ]);
  }, 60_000);
});
