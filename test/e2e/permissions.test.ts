import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Access, Grant } from '../../local/iam/identities.ts';
import { coversResource } from '../../local/iam/patterns.ts';
import { type Json, restClient } from '../support/api.ts';
import { askInspector } from '../support/ask-inspector.ts';
import { engines } from '../support/engines.ts';
import { assemblyOf, type LocalRun, startLocalRun } from '../support/local-run.ts';

const photo = new Uint8Array(readFileSync(new URL('../../samples/phone.jpg', import.meta.url)));
const other = new Uint8Array(readFileSync(new URL('../../samples/hills.jpg', import.meta.url)));
const noImage = new TextEncoder().encode('no image');
/** What Lambda itself does with a function's role. */
const PLATFORM = /^(logs|xray|sqs):(?!SendMessage)/;

// On real engines all functions share the credentials that those know, so that no role is asked.
describe.runIf(!engines.real)('every permission of a function (embedded only: it knows roles)', () => {
  let run: LocalRun;
  beforeAll(async () => {
    // Doubled and shuffled events make the functions look after themselves, which takes permissions of its own.
    run = await startLocalRun({ chaos: true });
    await useEverything(run);
  });
  afterAll(() => run?.stop());

  it('is used: none was granted for nothing', async () => {
    const unused = () =>
      run.grants
        .filter(({ action }) => !PLATFORM.test(action))
        .filter((grant) => !isOfFormerRelease(grant) && !isForTrouble(grant))
        .filter((grant) => !run.accesses.some((access) => isUse(access, grant)))
        .map(({ function: name, action, resource }) => `${name} ${action} ${resource}`);
    expect(run.grants.length).toBeGreaterThan(10);
    // What is used in a race alone may need another one.
    const raced = async () => {
      if (unused().length > 0) await deleteWhileDrawn(run);
      return unused();
    };
    await expect.poll(raced, { timeout: 60_000, interval: 1_000 }).toEqual([]);
  }, 90_000);

  it('is enough: nothing was refused', () => {
    expect(run.accesses.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(run.logs.filter(({ line }) => line.includes('not authorized'))).toEqual([]);
  });
});

describe.runIf(!engines.real)('a permission that the template lacks (embedded only: it knows roles)', () => {
  it.each([
    ['dynamodb:PutItem', 'MetadataApiFunction', /table\/.*RecordsTable/],
    ['dynamodb:UpdateItem', 'ImageInspectorFunction', /table\/.*RecordsTable/],
    ['s3:GetObjectVersion', 'ImageInspectorFunction', /images\//],
  ])('fails the main job, naming %s, %s and the resource', async (action, name, resource) => {
    const assembly = await assemblyWithout(action, name.replace('Function', ''));
    const run = await startLocalRun({ assembly });
    try {
      const api = restClient(run);
      const { status, body } = await api.post('/metadata', { filename: 'phone.jpg' });
      if (name === 'MetadataApiFunction') expect(status).toBe(500);
      else await api.upload(body.preSignedUrl, photo);

      const refused = () => run.accesses.find(({ allowed }) => !allowed);
      await expect.poll(refused, { timeout: 15_000 }).toMatchObject({ function: name, action });
      expect(refused()!.resource).toMatch(resource);
      const told = () => run.logs.map(({ line }) => line).join('\n');
      await expect
        .poll(told, { timeout: 15_000 })
        .toMatch(new RegExp(`not authorized to perform:? ${action}`));
    } finally {
      await run.stop();
      rmSync(assembly, { recursive: true });
    }
  });
});

/** The whole contract once, and the ways of an upload that delete something. */
async function useEverything(run: LocalRun): Promise<void> {
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
  await replace(preSignedUrl, photo, 1);
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

  // Accepted by release 0.1.0, which kept no versions.
  const old = await create();
  await api.upload(old.preSignedUrl, photo);
  await api.waitFor(old.metadata.id, ({ thumbhash }) => thumbhash !== undefined);
  await forgetVersion(run, old.metadata.id);
  const { preSignedUrl: unversioned } = (await api.get(`/metadata/${old.metadata.id}`)).body;
  expect(unversioned.url).not.toContain('versionId');
  expect((await fetch(unversioned.url)).status).toBe(200);

  // Looked at once more.
  await askInspector(run, { kind: 'index', id });

  // Refused though the record has an image: deleted by its version, and the image stays.
  const failing = await api.call('PUT', `/metadata/${id}`);
  await api.upload(failing.body.preSignedUrl, noImage);
  await api.waitFor(id, ({ rejection }) => rejection !== undefined);

  // Deleted, and its URL asked for an object that is gone.
  expect((await api.call('DELETE', `/metadata/${id}`)).status).toBe(204);
  await untilDead(image.preSignedUrl.url);
  expect((await api.call('DELETE', `/metadata/${old.metadata.id}?erase=true`)).status).toBe(202);
  const keyed = { filename: 'phone.jpg', userId: 'permissions' };
  await api.post('/metadata', keyed, { 'Idempotency-Key': 'permissions' });
  expect((await api.call('DELETE', '/metadata?userId=permissions&erase=true')).status).toBe(202);

  await deleteWhileDrawn(run);
  const found = await create();
  await api.upload(found.preSignedUrl, photo);
  await api.waitFor(found.metadata.id, ({ thumbhash }) => thumbhash !== undefined);
  await reconcile(run, found.metadata.id);

  // Nobody's: its record went before its bytes came.
  const orphan = await create();
  await api.call('DELETE', `/metadata/${orphan.metadata.id}`);
  await api.upload(orphan.preSignedUrl, photo);
}

/** Images that go while their thumbnails are drawn: of several, one probably does. */
async function deleteWhileDrawn(run: LocalRun): Promise<void> {
  const api = restClient(run);
  const hasty = async () => {
    const { body } = await api.post('/metadata', { filename: 'phone.jpg' });
    await api.upload(body.preSignedUrl, photo);
    await api.waitFor(body.metadata.id, ({ status }) => status === 'ready');
    await api.call('DELETE', `/metadata/${body.metadata.id}`);
  };
  await Promise.all(Array.from({ length: 8 }, hasty));
}

/** A run of the reconciler that repairs: a copy of an image and of its thumbnail that are nobody's, and a thumbnail that is gone. */
async function reconcile(run: LocalRun, id: string): Promise<void> {
  const { s3Endpoint, sqsEndpoint, region, credentials, names } = run;
  const s3 = new S3Client({ endpoint: s3Endpoint, region, credentials, forcePathStyle: true });
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

/** What the inspector of 0.1.0 needs, see two-releases.test.ts. */
const isOfFormerRelease = ({ function: name, action, resource }: Grant) =>
  /ImageInspector/.test(name) && action === 's3:GetObject' && resource.endsWith('/images/*');

/** A change that a queue does not take is set aside. */
const isForTrouble = ({ function: name, action, resource }: Grant) =>
  action === 'sqs:SendMessage' && /ChangeRelay/.test(name) && /Unrelayed/.test(resource);

const isUse = (access: Access, { function: name, action, resource }: Grant) =>
  access.function === name && access.action === action && coversResource(resource, access.resource);

/** A copy of the stage dev whose role of one function lacks one action. */
async function assemblyWithout(action: string, functionId: string): Promise<string> {
  // Beside the original, where no package.json makes the CommonJS bundles into ES modules.
  const copy = mkdtempSync(join(tmpdir(), 'without-'));
  cpSync(await assemblyOf('dev'), copy, { recursive: true });
  for (const file of readdirSync(copy, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.template.json')) continue;
    const template = JSON.parse(readFileSync(join(copy, file), 'utf8'));
    for (const [id, { Type, Properties }] of Object.entries<{ Type: string; Properties: Policy }>(
      template.Resources,
    )) {
      if (Type !== 'AWS::IAM::Policy' || !id.startsWith(functionId)) continue;
      const { PolicyDocument } = Properties;
      for (const statement of PolicyDocument.Statement)
        statement.Action = [statement.Action].flat().filter((allowed) => allowed !== action);
      // IAM takes no statement that allows nothing.
      PolicyDocument.Statement = PolicyDocument.Statement.filter(({ Action }) => Action.length > 0);
    }
    writeFileSync(join(copy, file), JSON.stringify(template));
  }
  return copy;
}

interface Policy {
  PolicyDocument: { Statement: { Action: string | string[] }[] };
}
