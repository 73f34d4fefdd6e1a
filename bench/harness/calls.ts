import { eventOf } from '../../lambdas/change-relay/image-event.ts';
import { begin } from '../../lambdas/reconciler/running/run.ts';
import { type Rendition, renditionKey } from '../../lambdas/shared/delivery/rendition.ts';
import { eraseIdOf } from '../../lambdas/shared/following/erase-request.ts';
import { parseObjectKey } from '../../lambdas/shared/objects/object-key.ts';
import { fromItem } from '../../lambdas/shared/record-item.ts';
import type { BenchContent } from './content.ts';
import { apiEvent } from './events/api-event.ts';
import { newKey, queueEvent, thumbnailRequest, uploadEvent } from './events/queue-events.ts';
import { streamEvent } from './events/stream-event.ts';
import type { Phase } from './processes.ts';
import { VERSION_ID } from './stub/content.ts';
import { BUCKET, WEBHOOK_QUEUE } from './variables.ts';

/** The answer to a batch of which no message has failed. */
const DONE = '"batchItemFailures":[]';

const begun = { kind: 'begin', repair: false } as const;

/** The calls that are measured, each with what its answer must contain, and what it asks of AWS. */
export function callsTo({ records, sampleSize, photograph, renditions, erase, issuer }: BenchContent) {
  const id = records[0]!.id!.S!;
  const key = newKey();
  const { id: vanishedId, incarnation } = parseObjectKey(key)!;
  const vanished = {
    kind: 'vanished',
    id: vanishedId,
    incarnation,
    createdAt: Number(records[0]!.createdAt!.N),
    version: 2,
    images: [{ key, versionId: VERSION_ID }],
  };
  const render = (rendition: Rendition) => ({ rawPath: `/${renditionKey(rendition)}` });
  const drawn = '"statusCode":200';
  const event = eventOf(fromItem(records[0]!), 'image.ready', Number(records[0]!.updatedAt!.N), 2);
  const webhook = { id: 'bench', body: JSON.stringify(event) };
  const get = {
    name: 'get',
    event: apiEvent('GET', '/metadata/{id}', { id }),
    expect: '"statusCode":200',
    asks: { GetItem: 1 },
  };
  const inspected = { GetObject: 1, UpdateItem: 1, SendMessage: 1 };
  /** By those who ask for no thumbnail. */
  const inspectedAlone = { GetObject: 1, UpdateItem: 1 };
  const inspect = {
    name: 'inspect',
    event: uploadEvent(BUCKET, sampleSize, [newKey()]),
    expect: DONE,
    asks: inspected,
  };
  const inspectPhotograph = {
    name: 'photograph',
    event: uploadEvent(BUCKET, photograph.size, [photograph.key]),
    expect: DONE,
    asks: inspected,
  };
  const thumbnailed = { GetObject: 1, PutObject: 1, UpdateItem: 1 };
  const drawnFirst = { GetItem: 2, GetObject: 5, PutItem: 2, PutObject: 2, DeleteItem: 2 };
  return {
    empty: { name: 'empty', event: {}, asks: {} },
    post: {
      name: 'post',
      event: apiEvent('POST', '/metadata', { body: { filename: 'holiday.jpg', title: 'A day by the lake' } }),
      expect: '"statusCode":201',
      asks: { PutItem: 1 },
    },
    get,
    /** In a stage that delivers images. */
    getDelivered: { ...get, expect: 'https://images.example.com/i/', asksOnce: { GetParameter: 1 } },
    put: {
      name: 'put',
      event: apiEvent('PUT', '/metadata/{id}', { id, body: { title: 'Another day' } }),
      expect: '"statusCode":200',
      asks: { UpdateItem: 1 },
    },
    remove: {
      name: 'delete',
      event: apiEvent('DELETE', '/metadata/{id}', { id }),
      expect: '"statusCode":204',
      asks: { GetItem: 1, DeleteItem: 1 },
    },
    list: {
      name: 'list',
      event: apiEvent('GET', '/metadata', { query: { limit: '50' } }),
      expect: 'X-Amz-Signature',
      asks: { Query: 1 },
    },
    authorize: {
      name: 'token',
      event: {
        type: 'TOKEN',
        authorizationToken: `Bearer ${issuer.token}`,
        methodArn: 'arn:aws:execute-api:eu-central-1:111122223333:abcdefghij/dev/POST/my/metadata',
      },
      expect: '"Effect":"Allow"',
      asks: {},
      asksOnce: { issuer: 2 },
    },
    inspect,
    inspectTen: {
      name: 'inspectTen',
      event: uploadEvent(BUCKET, sampleSize, Array.from({ length: 10 }, newKey)),
      expect: DONE,
      asks: { GetObject: 10, UpdateItem: 10, SendMessage: 10 },
    },
    inspectPhotograph,
    inspectAlone: { ...inspect, asks: inspectedAlone },
    inspectPhotographAlone: { ...inspectPhotograph, asks: inspectedAlone },
    thumbnail: {
      name: 'thumbnail',
      event: queueEvent('thumbnails', [thumbnailRequest(newKey())]),
      expect: DONE,
      asks: thumbnailed,
    },
    thumbnailOfPhotograph: {
      name: 'photograph',
      event: queueEvent('thumbnails', [thumbnailRequest(photograph.key)]),
      expect: DONE,
      asks: thumbnailed,
    },
    relay: {
      name: 'change',
      event: streamEvent(records.slice(0, 1)),
      expect: DONE,
      asks: { SendMessageBatch: 1 },
    },
    relayTen: {
      name: 'ten changes',
      event: streamEvent(records.slice(0, 10)),
      expect: DONE,
      asks: { SendMessageBatch: 1 },
    },
    webhook: {
      name: 'webhook',
      event: queueEvent(WEBHOOK_QUEUE, [webhook]),
      expect: DONE,
      asks: { webhook: 1 },
      asksOnce: { GetParameter: 1 },
    },
    clean: {
      name: 'deletion',
      event: queueEvent('cleaning', [vanished]),
      expect: DONE,
      asks: { GetItem: 4, CopyObject: 1, HeadObject: 1, DeleteObject: 3 },
    },
    /** In a stage that delivers images. */
    erase: {
      name: 'erasure',
      event: queueEvent('cleaning', [
        { kind: 'erase', eraseId: eraseIdOf(erase), requestedAt: erase.requestedAt },
      ]),
      expect: DONE,
      asks: {
        GetItem: 5,
        ListObjectVersions: 6,
        DeleteObjects: 2,
        CreateInvalidation: 1,
        PutItem: 1,
        UpdateItem: 1,
        DeleteItem: 1,
      },
    },
    renderGone: {
      name: 'another upload',
      event: render({ ...renditions.ofSample, upload: 'A'.repeat(30) }),
      expect: '"statusCode":404',
      asks: { GetItem: 1 },
    },
    render: { name: 'first width', event: render(renditions.ofSample), expect: drawn, asks: drawnFirst },
    renderPhotograph: {
      name: 'first width',
      event: render(renditions.ofPhotograph),
      expect: drawn,
      asks: drawnFirst,
    },
    renderNext: {
      name: 'next width',
      event: render(renditions.ofMaster),
      expect: drawn,
      asks: { GetItem: 2, GetObject: 3, PutItem: 1, PutObject: 1, DeleteItem: 1 },
    },
    compareObjects: {
      name: `${records.length} objects`,
      event: queueEvent('reconciling', [begun]),
      expect: DONE,
      asks: { ListObjectVersions: 1, BatchGetItem: 1, SendMessage: 1 },
    },
    compareRecords: {
      name: `${records.length} records`,
      event: queueEvent('reconciling', [{ ...begin(begun, Date.now()), phase: 'records' }]),
      expect: DONE,
      asks: { Scan: 1, HeadObject: 2 * records.length, SendMessage: 1 },
    },
  } satisfies Record<string, Phase>;
}
