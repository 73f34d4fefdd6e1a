import type { APIGatewayProxyEvent } from 'aws-lambda';
import {
  type BatchItem,
  batchId,
  batchItem,
  batchName,
  createBatch,
  deleteBatch,
  getBatch,
} from '../../../contract/batches.ts';
import { createQuery, deleteQuery, readQuery } from '../../../contract/requests.ts';
import { MAX_BATCH_BYTES, MAX_BODY_BYTES } from '../../../contract/sizes.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { toMetadata } from '../../shared/metadata.ts';
import type { ImageRecord } from '../../shared/record.ts';
import { invalidField, payloadTooLarge } from '../errors.ts';
import { requireOwner } from '../records/conditions.ts';
import { createRecord } from '../records/create-record.ts';
import { deleteRecord } from '../records/delete-record.ts';
import { eraseRecord } from '../records/erase-records.ts';
import { namedId } from '../records/identity.ts';
import type { ApiServices } from '../services.ts';
import { issueDownload } from '../tickets/issue-ticket.ts';
import { type Answer, failedAnswer } from './answer.ts';
import type { Caller } from './caller.ts';
import { bodyOf, checked, noVersions, queryOf, retryKeyOf } from './request.ts';

type Event = APIGatewayProxyEvent;

/** What a single call would be answered. */
interface Result {
  status: number;
  [field: string]: unknown;
}

/** Items of a batch that are worked on at once. */
const CONCURRENCY = 16;

/** `POST /metadata/batch`: each record as by a POST of its own. */
export async function createAll(services: ApiServices, event: Event, caller: Caller): Promise<Answer> {
  const { space } = caller;
  const { ticketsPerHour } = queryOf(event, createQuery, caller.limit);
  const retryKey = retryKeyOf(event, caller);
  const { records } = bodyOf(event, createBatch, {}, MAX_BATCH_BYTES);
  const inTurn = turnsOfNames();
  return resultsOf(event, records, async (item, index) => {
    if (Buffer.byteLength(JSON.stringify(item)) > MAX_BODY_BYTES) {
      throw payloadTooLarge('record', MAX_BODY_BYTES);
    }
    const { idempotencyKey, ...body } = checked(item, batchItem, caller.owner);
    // Of its own, where it has one; else by its place in the request.
    const key =
      idempotencyKey !== undefined
        ? { space, key: idempotencyKey }
        : retryKey && { space: [...space, 'batch', retryKey.key], key: String(index) };
    const { record, preSignedUrl } = await inTurn(body, () =>
      createRecord(services, body, key, ticketsPerHour),
    );
    return { status: 201, metadata: toMetadata(record), preSignedUrl };
  });
}

/** Runs what is about one name of an image one after the other: of two records of that name, the first in the batch is the first. */
function turnsOfNames() {
  const turns = new Map<string, Promise<unknown>>();
  return <Done>({ userId, imageId }: ImageName, run: () => Promise<Done>): Promise<Done> => {
    if (imageId === undefined) return run();
    const name = JSON.stringify([userId, imageId]);
    const before = turns.get(name);
    const done = before ? before.then(run, run) : run();
    turns.set(name, done);
    return done;
  };
}

type ImageName = Pick<BatchItem, 'userId' | 'imageId'>;

/** `POST /metadata/batch_get`: each record as by a GET of its own. */
export async function readAll(services: ApiServices, event: Event, { owner }: Caller): Promise<Answer> {
  const { disposition, userId } = queryOf(event, readQuery, owner);
  const { ids, imageIds } = bodyOf(event, getBatch, {}, MAX_BATCH_BYTES);
  const items = ids?.map(idOf) ?? imageIds!.map(namedBy(userId));
  return forEach(services, event, items, async (found) => {
    const record = requireOwner(found, userId);
    const preSignedUrl = await issueDownload(services, record, disposition);
    return { status: 200, metadata: toMetadata(record), preSignedUrl };
  });
}

/** `POST /metadata/batch_delete`: each record as by a DELETE of its own. */
export async function deleteAll(services: ApiServices, event: Event, { owner }: Caller): Promise<Answer> {
  const { userId, erase } = queryOf(event, deleteQuery, owner);
  noVersions(event);
  const { ids } = bodyOf(event, deleteBatch, {}, MAX_BATCH_BYTES);
  if (erase === 'true') {
    return resultsOf(event, ids.map(idOf), async (id) => {
      await eraseRecord(services, given(id), { userId });
      return { status: 202 };
    });
  }
  return forEach(services, event, ids.map(idOf), async (found) => {
    await deleteRecord(services, found, { userId });
    return { status: 204 };
  });
}

/** An item's id, or what is wrong with it. */
type Identified = string | Error;

const idOf = (item: unknown): Identified => orError(() => checked({ id: item }, batchId).id.toLowerCase());

function namedBy(userId: string | undefined): (item: unknown) => Identified {
  if (userId === undefined) throw invalidField('userId', 'is required with imageIds');
  return (item) => orError(() => namedId(userId, checked({ imageId: item }, batchName).imageId));
}

function orError(read: () => string): Identified {
  try {
    return read();
  } catch (error) {
    return error as Error;
  }
}

function given(id: Identified): string {
  if (typeof id === 'string') return id;
  throw id;
}

/** Does something with the record of each item; all are read at once. */
async function forEach(
  services: ApiServices,
  event: Event,
  items: readonly Identified[],
  act: (found: ImageRecord | undefined) => Promise<Result>,
): Promise<Answer> {
  const ids = new Set(items.filter((item) => typeof item === 'string'));
  const found = ids.size > 0 ? await services.records.getMany([...ids]) : new Map();
  return resultsOf(event, items, (item) => act(found.get(given(item))));
}

/** One result for each item, in order. What is thrown for an item is its result, and no other's. */
async function resultsOf<Item>(
  event: Event,
  items: readonly Item[],
  act: (item: Item, index: number) => Promise<Result>,
): Promise<Answer> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  await inParallel(items, CONCURRENCY, async (item, index) => {
    try {
      results[index] = await act(item, index);
    } catch (error) {
      const failed = failedAnswer(error, event.requestContext.requestId);
      failures.push(...(failed.failures ?? []));
      const retryAfter = failed.headers?.['Retry-After'];
      results[index] = {
        status: failed.status,
        error: failed.body,
        ...(retryAfter && { retryAfter: Number(retryAfter) }),
      };
    }
  });
  return { status: 200, body: { results }, failures };
}
