import { readFileSync } from 'node:fs';
import { DynamoDBClient, GetItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, restClient } from '../support/api.ts';
import { type LocalRun, s3Of, startLocalRun } from '../support/local-run.ts';

const sample = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../samples/${name}`, import.meta.url)));
const [photo, other] = [sample('icon.png'), sample('hills.webp')];
const SOON = { timeout: 15_000, interval: 20 };

let run: LocalRun;
let api: ReturnType<typeof restClient>;
let s3: S3Client;
let table: { client: DynamoDBClient; name: string };
beforeAll(async () => {
  // Events come twice and in any order.
  run = await startLocalRun({ chaos: true });
  api = restClient(run);
  const { region, credentials, dynamodbEndpoint, names } = run;
  s3 = s3Of(run);
  const client = new DynamoDBClient({ region, credentials, endpoint: dynamodbEndpoint });
  table = { client, name: Object.values(names.tables)[0]! };
});
afterAll(async () => {
  s3?.destroy();
  table?.client.destroy();
  await run?.stop();
});

/** A record with an image and its thumbnail. */
async function ready(fields: object = {}): Promise<Json> {
  const { body } = await api.post('/metadata', { filename: 'a.png', ...fields });
  await api.upload(body.preSignedUrl, photo);
  return api.waitFor(body.metadata.id, ({ thumbhash }) => thumbhash !== undefined);
}

/** Everything that the bucket has of a record: versions and delete markers. */
async function versionsOf(id: string): Promise<string[]> {
  const [Bucket] = Object.values(run.names.buckets);
  const listed = await Promise.all(
    ['images', 'thumbnails'].map((folder) =>
      s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: `${folder}/${id}/` })),
    ),
  );
  return listed.flatMap(({ Versions = [], DeleteMarkers = [] }) => [
    ...Versions.map(({ Key }) => Key!),
    ...DeleteMarkers.map(({ Key }) => `marker of ${Key}`),
  ]);
}

const erased = (id: string) => expect.poll(() => versionsOf(id), SOON).toEqual([]);
const statusOf = async (url: string) => (await fetch(url)).status;

/** Items of erase requests that are about a record. */
async function requestsFor(id: string): Promise<string[]> {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
  return Items.filter(({ erase, recordId }) => erase && recordId?.S === id).map((item) => item.id!.S!);
}

/** Waits until every event of an upload has come, and what the inspector asked for, the repeated ones too, and was handled. */
async function eventsHandled(): Promise<void> {
  const arns = run.deployment
    .ofType('AWS::SQS::Queue')
    .filter(({ logicalId }) => /^(?:Uploads|Thumbnails)Queue/.test(logicalId))
    .map(({ arn }) => arn);
  expect(arns).toHaveLength(2);
  const left = async () => {
    const queues = await Promise.all(arns.map((arn) => run.messages(arn)));
    const waiting = queues.flatMap(({ visible, inFlight, delayed }) => [...visible, ...inFlight, ...delayed]);
    return run.undelivered() + waiting.length;
  };
  await expect.poll(left, SOON).toBe(0);
}

/** Lets the last ticket of a request have run out. */
async function letTicketsRunOut(eraseId: string): Promise<void> {
  await table.client.send(
    new UpdateItemCommand({
      TableName: table.name,
      Key: { id: { S: eraseId } },
      UpdateExpression: 'SET #until = :past',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':past': { N: '1' } },
    }),
  );
}

describe('a deleted record', () => {
  it('has its storage URLs die within seconds, and leaves what can be restored', async () => {
    const { metadata, preSignedUrl } = await ready();
    // One that came again while the deletion is under way would find nobody's upload or thumbnail, and delete it for good.
    await eventsHandled();
    expect((await api.remove(`/metadata/${metadata.id}`)).status).toBe(204);
    await expect.poll(() => statusOf(preSignedUrl.url), SOON).toBe(404);
    await expect.poll(() => statusOf(preSignedUrl.thumbnailUrl), SOON).toBe(404);
    // The image and its thumbnail; told twice at once, either may be put aside twice.
    const kept = (await versionsOf(metadata.id)).filter((key) => !key.startsWith('marker'));
    expect(new Set(kept).size).toBe(2);
  });
});

describe('an erased record', () => {
  it('leaves nothing in the bucket, in whatever state it was, and its request is done in the end', async () => {
    const { metadata, preSignedUrl } = await ready({ userId: 'ann' });
    const { id } = metadata;
    const { body } = await api.put(`/metadata/${id}`);
    await api.upload(body.preSignedUrl, other);
    await api.waitFor(id, ({ contentVersion }) => contentVersion === 2);
    // Deleted while its thumbnail may be drawn, and while another upload is under way.
    const late = (await api.put(`/metadata/${id}`)).body.preSignedUrl;
    expect((await api.remove(`/metadata/${id}?erase=true`, { 'If-Match': '"1"' })).status).toBe(412);
    expect((await api.remove(`/metadata/${id}?erase=true&userId=ben`)).status).toBe(202);
    expect((await api.get(`/metadata/${id}`)).status).toBe(200);
    expect((await api.remove(`/metadata/${id}?erase=true&userId=ann`)).status).toBe(202);
    await api.upload(late, photo);
    expect((await api.get(`/metadata/${id}`)).status).toBe(404);
    expect(await statusOf(preSignedUrl.url)).toBe(404);
    await erased(id);
    for (const request of await requestsFor(id)) await letTicketsRunOut(request);
    await expect.poll(() => requestsFor(id), SOON).toEqual([]);
    await erased(id);
  });

  it('is erased too when it was deleted before', async () => {
    const { metadata } = await ready();
    await api.remove(`/metadata/${metadata.id}`);
    expect((await api.remove(`/metadata/${metadata.id}?erase=true`)).status).toBe(202);
    await erased(metadata.id);
  });

  it('of an owner goes with all that the owner had, and nothing of anybody else', async () => {
    const [living, gone, others] = await Promise.all([
      ready({ userId: 'cleo' }),
      ready({ userId: 'cleo' }),
      ready({ userId: 'dora' }),
    ]);
    await api.remove(`/metadata/${gone.metadata.id}`);
    const note = async () => {
      const Key = { id: { S: `gone#${gone.metadata.id}` } };
      return (await table.client.send(new GetItemCommand({ TableName: table.name, Key }))).Item;
    };
    await expect.poll(note, SOON).toBeDefined();
    expect((await api.remove('/metadata?userId=cleo')).status).toBe(400);
    expect((await api.remove('/metadata?erase=true')).status).toBe(400);
    expect((await api.remove('/metadata?userId=cleo&erase=true')).status).toBe(202);
    await erased(living.metadata.id);
    await erased(gone.metadata.id);
    expect((await api.get('/metadata?userId=cleo')).body.metadata).toEqual([]);
    expect(await statusOf(others.preSignedUrl.url)).toBe(200);
    // The text of the owner is nowhere, once it is done.
    const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
    for (const { id, erase } of Items) if (erase) await letTicketsRunOut(id!.S!);
    const texts = async () => {
      const all = await table.client.send(new ScanCommand({ TableName: table.name }));
      return JSON.stringify(all.Items).includes('cleo');
    };
    await expect.poll(texts, SOON).toBe(false);
  });
});
