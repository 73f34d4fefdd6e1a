import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { ImageEvent } from '../../../contract/events.ts';
import type { Destination } from '../../../lambdas/change-relay/destinations.ts';
import { relay } from '../../../lambdas/change-relay/relay.ts';
import { parseUploads } from '../../../lambdas/image-inspector/events.ts';
import { InspectedRecords } from '../../../lambdas/image-inspector/records/inspected-records.ts';
import { RecordStore } from '../../../lambdas/metadata-api/records/record-store.ts';
import type { WebhookMessage } from '../../../lambdas/shared/following/webhook-message.ts';
import { newIncarnation, newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import type { ImageRecord } from '../../../lambdas/shared/record.ts';
import { ThumbnailRecords } from '../../../lambdas/thumbnailer/thumbnail-records.ts';
import { startDynamo } from '../../../local/dynamodb/server.ts';
import type { ShardReader, StreamRecord } from '../../../local/dynamodb/streams/stream.ts';
import { createIdentities } from '../../../local/iam/identities.ts';
import { tables } from '../../local/dynamodb/given-store.ts';
import { aRecord } from './records.ts';

const TABLE = 'app-Things';
const NOW = Date.UTC(2026, 0, 1);
const IDS = Array.from({ length: 20 }, (_, at) => `0b9c2f4e-6f3a-4a55-9d0e-${String(at).padStart(12, '0')}`);

const steps = fc.record({
  kind: fc.constantFrom(
    'create',
    'accept',
    'accept',
    'reject',
    'edit',
    'edit',
    'thumbnail',
    'spend',
    'delete',
  ),
  id: fc.constantFrom(...IDS),
  at: fc.integer({ min: 0, max: 999 }),
});
type Step = { kind: string; id: string; at: number };

/** A table with the stores of the functions, and its stream. */
async function givenTable() {
  const identities = createIdentities(() => {});
  const dynamo = await startDynamo({ region: 'us-east-1', accountId: '000000000000', identities });
  const [table] = await dynamo.create(tables({ Things: 'NEW_AND_OLD_IMAGES' }));
  const stream = dynamo.stream(table!.stream!.arn)!;
  const client = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: 'us-east-1',
    credentials: identities.owner,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await dynamo.close();
  });
  return {
    records: new RecordStore(client, TABLE),
    inspected: new InspectedRecords(client, TABLE, 3600),
    thumbnails: new ThumbnailRecords(client, TABLE),
    changes: await stream.open((await stream.shards())[0]!.id, 'TRIM_HORIZON'),
  };
}
type Given = Awaited<ReturnType<typeof givenTable>>;

/** What a step did, in the words of the events: the incarnation that it changed, and how. */
async function run(
  { records, inspected, thumbnails }: Given,
  { kind, id, at }: Step,
): Promise<[incarnation: string, what: string] | undefined> {
  if (kind === 'create') {
    const made = await records.create(aRecord({ id, incarnation: newIncarnation() }));
    return 'refused' in made ? undefined : [made.incarnation!, 'create'];
  }
  const current = await records.get(id);
  if (!current) return undefined;
  const incarnation = current.incarnation!;
  const done = (outcome: { outcome: string }, what: string): [string, string] | undefined =>
    outcome.outcome === 'done' ? [incarnation, what] : undefined;
  const upload = uploadFor(current, at);
  const image = { size: 1, width: 1, height: 1, contentType: 'image/png', uploadedAt: NOW } as const;
  const rejection = { code: 'NotAnImage', message: 'It is none.', at: NOW } as const;
  switch (kind) {
    case 'accept':
      return done(await inspected.accept(upload, image, NOW), 'accept');
    case 'reject':
      return done(await inspected.reject(upload, rejection, NOW), 'reject');
    case 'spend':
      return done(await inspected.spend(upload, NOW), 'spend');
    case 'edit': {
      const edit = { edit: { title: `${at}` }, now: NOW, ticket: false, revise: true };
      const edited = await records.update(id, edit);
      return 'refused' in edited ? undefined : [edited.incarnation!, 'edit'];
    }
    case 'thumbnail': {
      if (!current.imageEvent) return undefined;
      const thumbnail = { key: 'thumbnails/a.webp', width: 1, height: 1, thumbhash: 'a' };
      const request = { id, key: current.objectKeys![0]!, event: current.imageEvent } as never;
      const told = await thumbnails.tell(request, thumbnail);
      return told === 'told' ? [incarnation, 'thumbnail'] : undefined;
    }
    default: {
      const gone = await records.delete(current as never);
      return gone ? undefined : [incarnation, 'delete'];
    }
  }
}

function uploadFor(record: ImageRecord, at: number) {
  const key = newObjectKey(record, 'a.png');
  const object = { key, size: 1, eTag: 'e', versionId: `v${at}`, sequencer: String(at).padStart(4, '0') };
  const Records = [
    {
      eventName: 'ObjectCreated:Put',
      eventTime: new Date(NOW + at).toISOString(),
      s3: { bucket: { name: 'b' }, object },
    },
  ];
  return parseUploads(JSON.stringify({ Records }))[0]!;
}

it('are told as they were, with nothing left out and nothing made up, whatever raced', async () => {
  const given = await givenTable();
  const changed: [string, string][] = [];
  const waiting = fc.sample(steps, 1000).values();
  const worker = async () => {
    for (const step of waiting)
      changed.push(...[await run(given, step)].flatMap((change) => (change ? [change] : [])));
  };
  await Promise.all(Array.from({ length: 30 }, worker));
  const told = await relayed(given.changes);

  const incarnations = new Set(
    [...changed, ...told.map(({ incarnation }) => [incarnation!])].map(([one]) => one),
  );
  for (const incarnation of incarnations) {
    const did = (what: string) =>
      changed.filter(([one, kind]) => one === incarnation && kind === what).length;
    const own = told.filter((event) => event.incarnation === incarnation);
    const of = (...types: string[]) => own.filter(({ type }) => types.includes(type)).length;
    expect([incarnation, of('image.ready'), of('image.replaced')]).toEqual([
      incarnation,
      Math.min(1, did('accept')),
      Math.max(0, did('accept') - 1),
    ]);
    expect([incarnation, of('image.rejected', 'image.updated')]).toEqual([
      incarnation,
      did('reject') + did('edit'),
    ]);
    expect(of('image.rejected')).toBeLessThanOrEqual(did('reject'));
    expect([of('image.thumbnail.ready'), of('image.deleted')]).toEqual([did('thumbnail'), did('delete')]);
    // Each revision once, one after the other.
    const versions = own.filter(({ type }) => type !== 'image.thumbnail.ready').map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, at) => at + 2));
    // The image that was last is the one that is told last.
    const last = own.at(-1);
    if (last) expect(last.metadata!.version + (last.type === 'image.deleted' ? 1 : 0)).toBe(last.version);
  }
  expect(told.length).toBeGreaterThan(100);
  expect(new Set(told.map(({ type }) => type)).size).toBe(6);
});

/** What the relay tells of every change so far. */
async function relayed(changes: ShardReader): Promise<ImageEvent[]> {
  const events: ImageEvent[] = [];
  const webhook: Destination<WebhookMessage> = async (messages) => {
    events.push(...messages.map(({ body }) => JSON.parse(body) as ImageEvent));
    return messages.map(() => undefined);
  };
  const destinations = {
    cleaning: (async (messages) => messages.map(() => undefined)) satisfies Destination<object>,
    webhooks: [{ name: 'all', wants: () => true, send: webhook }],
  };
  for (;;) {
    const { entries } = await changes.read();
    if (entries.length === 0) return events;
    const records = entries.map(
      ({ record }: { record: StreamRecord }) => record as unknown as DynamoDBRecord,
    );
    expect(await relay(records, destinations)).toEqual([]);
  }
}
