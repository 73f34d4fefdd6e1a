import { readFileSync } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient, type ImageIntakeClient } from '../../../client/client.ts';
import { anythingOf } from '../../../tools/erase/anything-of.ts';
import { erase } from '../../../tools/erase/erase.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';

let run: LocalRun;
let client: ImageIntakeClient;
let s3: S3Client;
beforeAll(async () => {
  run = await startLocalRun();
  client = createClient(run);
  const { region, credentials, s3Endpoint: endpoint } = run;
  s3 = new S3Client({ region, credentials, endpoint, forcePathStyle: true });
});
afterAll(async () => {
  s3?.destroy();
  await run?.stop();
});

const icon = new Blob([readFileSync(new URL('../../../samples/icon.png', import.meta.url))]);
const upload = async (userId: string) =>
  (await client.upload(icon, { filename: 'a.png', userId })).metadata.id;

/** What the command says, once the bucket has nothing. */
async function said(wanted: Parameters<typeof erase>[0]): Promise<string[]> {
  const sentences: string[] = [];
  const [bucket] = Object.values(run.names.buckets);
  const report = (sentence: string) => void sentences.push(sentence);
  await erase(wanted, { client, report, anythingOf: anythingOf(s3, bucket!), waitMs: 20_000 });
  return sentences;
}

it('erases one record, or all of an owner, and waits until the bucket has nothing of them', async () => {
  const [one, two, three] = [await upload('ann'), await upload('ann'), await upload('ben')];
  expect(await said({ id: one.toUpperCase() })).toHaveLength(2);
  expect(await anythingOf(s3, Object.values(run.names.buckets)[0]!)(one)).toBe(false);
  expect(await said({ userId: 'ann' })).toEqual([
    'Being erased: 1 living records of the owner, and all that were deleted before.',
    'The bucket has nothing of what lived any more.',
  ]);
  for (const id of [one, two]) await expect(client.get(id)).rejects.toMatchObject({ status: 404 });
  expect((await client.get(three)).metadata.id).toBe(three);
});

it('says which record is still there when its time is over', async () => {
  const options = { client, report: () => {}, anythingOf: async () => true, waitMs: 0 };
  await expect(erase({ id: await upload('eve') }, options)).rejects.toThrow(/still has versions of/);
});
