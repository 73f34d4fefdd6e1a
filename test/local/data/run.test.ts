import { createServer } from 'node:net';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { formatUrl } from '@aws-sdk/util-format-url';
import { Sha256 } from '@smithy/core/checksum';
import { expect, it, onTestFinished } from 'vitest';
import type { DataFolder } from '../../../local/data/data-folder.ts';
import type { LocalRunOptions } from '../../../local/options.ts';
import { startLocalRun } from '../../../local/run.ts';
import { localWebhooks, withKeptSecrets } from '../../../tools/local/webhooks.ts';
import { assemblyForTest } from '../support/assembly.ts';
import { givenFolder } from './given-folder.ts';

const Resources = {
  Photos: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'photos' } },
  Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true } },
};

async function start(data: DataFolder, options: Partial<LocalRunOptions> = {}) {
  const warnings: string[] = [];
  const run = await startLocalRun({
    assembly: assemblyForTest({ app: { template: { Resources } } }),
    data,
    onLog: (source, line) => source === 'warning' && warnings.push(line),
    ...options,
  });
  onTestFinished(run.stop);
  return { ...run, warnings };
}

it('a key is the one that was made, or the last that was given', async () => {
  const folder = givenFolder();
  const { apiKey, stop } = await start(folder.open());
  await stop();
  const again = await start(folder.afterKill());
  expect(again.apiKey).toBe(apiKey);
  await again.stop();
  const given = await start(folder.afterKill(), { apiKey: 'mine' });
  expect(given.apiKey).toBe('mine');
  await given.stop();
  expect((await start(folder.afterKill())).apiKey).toBe('mine');
});

/** A URL of an object that the owner has signed. */
async function signedUrl({ s3Endpoint, region, credentials }: Awaited<ReturnType<typeof start>>) {
  const s3 = new S3Client({ endpoint: s3Endpoint, region, credentials, forcePathStyle: true });
  onTestFinished(() => s3.destroy());
  await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: 'a.txt', Body: 'content' }));
  const presigner = new S3RequestPresigner({ region, credentials, sha256: Sha256 });
  const { hostname, port } = new URL(s3Endpoint);
  const request = {
    method: 'GET',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: '/photos/a.txt',
    query: {},
    headers: { host: `${hostname}:${port}` },
    clone() {
      return request;
    },
  };
  return formatUrl(await presigner.presign(request));
}

it('a URL that was signed before a kill works after it', async () => {
  const folder = givenFolder();
  const before = await start(folder.open());
  const url = await signedUrl(before);
  const killed = folder.afterKill();
  await before.stop();
  await start(killed);
  expect(await (await fetch(url)).text()).toBe('content');
});

it('S3 takes another port than it had when that is in use, and says what follows', async () => {
  const folder = givenFolder();
  const before = await start(folder.open());
  await before.stop();
  const { port } = new URL(before.s3Endpoint);
  const other = createServer().listen(Number(port), '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((listening) => other.once('listening', listening));
  const after = await start(folder.afterKill());
  expect(after.s3Endpoint).not.toBe(before.s3Endpoint);
  expect(after.warnings).toContain(
    `S3 had port ${port}, which is in use: URLs that were signed before do not work now.`,
  );
  await expect(start(folder.afterKill(), { s3Port: Number(port) })).rejects.toThrow('EADDRINUSE');
});

it('a receiver of events has the secret that its URL had', () => {
  const folder = givenFolder();
  const urls = ['http://127.0.0.1:4000/', 'http://127.0.0.1:4001/'];
  const before = withKeptSecrets(localWebhooks(urls), folder.open());
  const after = withKeptSecrets(localWebhooks([urls[1]!]), folder.afterKill());
  expect(after[0]!.secret).toBe(before[1]!.secret);
  expect(after[0]!.secret).not.toBe(before[0]!.secret);
});
