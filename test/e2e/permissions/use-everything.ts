import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { CopyObjectCommand, DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { type Json, restClient } from '../../support/api.ts';
import { askInspector } from '../../support/ask-inspector.ts';
import { type LocalRun, s3Of } from '../../support/local-run.ts';

const sample = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../samples/${name}`, import.meta.url)));
export const photo = sample('phone.jpg');
const other = sample('hills.jpg');
const noImage = new TextEncoder().encode('no image');

/** The whole contract once, and the ways of an upload that delete something. */
export async function useEverything(run: LocalRun): Promise<void> {
  const api = restClient(run);
  const create = async (fields: object = {}) =>
    (await api.post('/metadata', { filename: 'phone.jpg', ...fields })).body;

  // Accepted, drawn, replaced, listed both ways.
  const { metadata, preSignedUrl } = await create({ userId: 'permissions' });
  const { id } = metadata;
  const replace = async (ticket: Json, bytes: typeof photo, version: number) => {
    await api.upload(ticket, bytes);
    await api.waitFor(id, ({ contentVersion }) => contentVersion === version);
    return api.waitFor(id, ({ thumbhash }) => thumbhash !== undefined);
  };
  const first = await replace(preSignedUrl, photo, 1);
  expect(await viewed(first, 320)).toBe(200);
  const replacement = await api.call('PUT', `/metadata/${id}`);
  await replace(replacement.body.preSignedUrl, other, 2);
  expect((await api.get('/metadata')).status).toBe(200);
  expect((await api.get('/metadata?userId=permissions')).status).toBe(200);
  expect((await api.post('/metadata/batch_get', { ids: [id] })).body.results).toMatchObject([
    { status: 200 },
  ]);
  const again = await api.call('PUT', `/metadata/${id}`);
  const image = await replace(again.body.preSignedUrl, photo, 3);
  expect((await fetch(image.preSignedUrl.thumbnailUrl)).status).toBe(200);
  expect((await fetch(image.preSignedUrl.url)).status).toBe(200);
  expect(await viewed(image, 320)).toBe(200);

  // Accepted by release 0.1.0, which kept no versions.
  const createOld = async () => {
    const old = await create();
    await api.upload(old.preSignedUrl, photo);
    await api.waitFor(old.metadata.id, ({ thumbhash }) => thumbhash !== undefined);
    await forgetVersion(run, old.metadata.id);
    return old;
  };
  const old = await createOld();
  const read = (await api.get(`/metadata/${old.metadata.id}`)).body;
  const { preSignedUrl: unversioned } = read;
  expect(unversioned.url).not.toContain('versionId');
  expect((await fetch(unversioned.url)).status).toBe(200);
  expect(await viewed(read, 320)).toBe(200);

  // Looked at once more.
  await askInspector(run, { kind: 'index', id });

  // Refused though the record has an image: deleted by its version, and the image stays.
  const failing = await api.call('PUT', `/metadata/${id}`);
  await api.upload(failing.body.preSignedUrl, noImage);
  await api.waitFor(id, ({ rejection }) => rejection !== undefined);

  // Deleted, and its URL asked for an object that is gone; one without a version too, which is looked for first.
  const { metadata: unnamed } = await createOld();
  for (const deleted of [id, unnamed.id])
    expect((await api.call('DELETE', `/metadata/${deleted}`)).status).toBe(204);
  await untilDead(image.preSignedUrl.url);
  expect((await api.call('DELETE', `/metadata/${old.metadata.id}?erase=true`)).status).toBe(202);
  const keyed = { filename: 'phone.jpg', userId: 'permissions' };
  await api.post('/metadata', keyed, { 'Idempotency-Key': 'permissions' });
  expect((await api.call('DELETE', '/metadata?userId=permissions&erase=true')).status).toBe(202);

  await deleteWhileDrawn(run);
  // So many that two orphans beside them are fewer than the stage lets a run delete.
  const found = await Promise.all([create(), create(), create()]);
  for (const { metadata, preSignedUrl } of found) {
    await api.upload(preSignedUrl, photo);
    await api.waitFor(metadata.id, ({ thumbhash }) => thumbhash !== undefined);
  }
  await reconcile(run, found[0].metadata.id);

  // Nobody's: its record went before its bytes came.
  const orphan = await create();
  await api.call('DELETE', `/metadata/${orphan.metadata.id}`);
  await api.upload(orphan.preSignedUrl, photo);
}

/** The status of a view in a width that nobody has seen. */
const viewed = async ({ preSignedUrl }: Json, width: number): Promise<number> =>
  (await fetch(preSignedUrl.delivery.url.replace('{width}', width))).status;

/** Images that go while their thumbnails and renditions are drawn: of several, one probably does. */
export async function deleteWhileDrawn(run: LocalRun): Promise<void> {
  const api = restClient(run);
  const hasty = async () => {
    const { body } = await api.post('/metadata', { filename: 'phone.jpg' });
    await api.upload(body.preSignedUrl, photo);
    const ready = await api.waitFor(body.metadata.id, ({ status }) => status === 'ready');
    const view = viewed(ready, 960);
    await api.call('DELETE', `/metadata/${body.metadata.id}`);
    await view;
  };
  await Promise.all(Array.from({ length: 8 }, hasty));
}

/** A run of the reconciler that repairs: a copy of an image and of its thumbnail that are nobody's, and a thumbnail that is gone. */
async function reconcile(run: LocalRun, id: string): Promise<void> {
  const { sqsEndpoint, region, credentials, names } = run;
  const s3 = s3Of(run);
  const [Bucket] = Object.values(names.buckets);
  for (const prefix of ['images/', 'thumbnails/']) {
    const { Versions = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: `${prefix}${id}/` }),
    );
    for (const { Key, VersionId, IsLatest } of Versions) {
      const copy = Key!.replace(id, randomUUID());
      if (IsLatest)
        await s3.send(new CopyObjectCommand({ Bucket, Key: copy, CopySource: `${Bucket}/${Key}` }));
      if (prefix === 'thumbnails/') await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    }
  }
  s3.destroy();
  const [, QueueUrl] = Object.entries(names.queueUrls).find(([name]) => name.startsWith('ReconcilingQueue'))!;
  const begin = { kind: 'begin', repair: true, graceMs: 0, verifyMs: 0 };
  const sqs = new SQSClient({ endpoint: sqsEndpoint, region, credentials });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(begin) }));
  sqs.destroy();
}

async function untilDead(url: string): Promise<void> {
  for (const end = Date.now() + 15_000; (await fetch(url)).status !== 404; await sleep(50))
    if (Date.now() > end) throw new Error('The URL of a deleted image still works');
}

async function forgetVersion(run: LocalRun, id: string): Promise<void> {
  const { dynamodbEndpoint: endpoint, region, credentials, names } = run;
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const [TableName] = Object.values(names.tables);
  const UpdateExpression = 'REMOVE image.versionId';
  await client.send(new UpdateItemCommand({ TableName, Key: { id: { S: id } }, UpdateExpression }));
  client.destroy();
}
