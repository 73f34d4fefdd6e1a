import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { PATHS, USER_PATHS } from '../../../contract/paths.ts';
import {
  createBody,
  createQuery,
  deleteQuery,
  downloadUrlBody,
  eraseAllQuery,
  listQuery,
  noQuery,
  readQuery,
  type UploadUrlBody,
  updateBody,
  updateQuery,
  uploadUrlBody,
} from '../../../contract/requests.ts';
import { toMetadata } from '../../shared/metadata.ts';
import { DomainError } from '../errors.ts';
import { requireOwner } from '../records/conditions.ts';
import { createRecord } from '../records/create-record.ts';
import { deleteRecord } from '../records/delete-record.ts';
import { eraseOwner, eraseRecord } from '../records/erase-records.ts';
import { listRecords } from '../records/list/list-records.ts';
import { imageName, namedDownload, namedUpload } from '../records/named-images.ts';
import { updateRecord } from '../records/update-record.ts';
import type { ApiServices } from '../services.ts';
import { issueDownload, type Ticketed } from '../tickets/issue-ticket.ts';
import { type Answer, errorAnswer } from './answer.ts';
import { createAll, deleteAll, readAll } from './batches.ts';
import { type Caller, callerOf } from './caller.ts';
import { bodyOf, idOf, noVersions, queryOf, retryKeyOf, versionsOf } from './request.ts';

type Event = APIGatewayProxyEvent;
type Route = (services: ApiServices, event: Event, caller: Caller) => Promise<Answer>;

type Paths = typeof PATHS & typeof USER_PATHS;

const RECORDS = { GET: list, POST: create, DELETE: removeAll };
const RECORD = { GET: read, PUT: update, DELETE: remove };

const ROUTES: { [Path in keyof Paths]: Record<Paths[Path][number], Route> } = {
  '/metadata': RECORDS,
  '/metadata/batch': { POST: createAll },
  '/metadata/batch_get': { POST: readAll },
  '/metadata/batch_delete': { POST: deleteAll },
  '/metadata/{id}': RECORD,
  '/my/metadata': RECORDS,
  '/my/metadata/batch': { POST: createAll },
  '/my/metadata/batch_get': { POST: readAll },
  '/my/metadata/batch_delete': { POST: deleteAll },
  '/my/metadata/{id}': RECORD,
  '/api/upload_url': { POST: uploadUrl },
  '/api/download_url': { POST: downloadUrl },
};

/** Finds and runs the route of an event; a path or method that does not exist is answered as the gateway does. */
export async function route(services: ApiServices, event: Event): Promise<Answer> {
  const methods = own<Record<string, Route>>(ROUTES, event.resource);
  if (!methods) throw new DomainError('NotFound', 'There is no such path');
  const run = own(methods, event.httpMethod);
  if (run) return run(services, event, callerOf(event));
  const error = new DomainError('MethodNotAllowed', `${event.httpMethod} is not possible here`);
  return {
    ...errorAnswer(error, event.requestContext.requestId),
    headers: { Allow: [...Object.keys(methods), 'OPTIONS'].join(', ') },
  };
}

/** A caller's text may be `constructor`. */
function own<Value>(table: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

async function create(services: ApiServices, event: Event, caller: Caller): Promise<Answer> {
  const { ticketsPerHour } = queryOf(event, createQuery, caller.limit);
  const body = bodyOf(event, createBody, caller.owner);
  const created = await createRecord(services, body, retryKeyOf(event, caller), ticketsPerHour);
  const location = `${event.requestContext.path.replace(/\/$/, '')}/${created.record.id}`;
  return withTicket(201, created, { Location: location });
}

async function list(services: ApiServices, event: Event, { owner }: Caller): Promise<Answer> {
  return { status: 200, body: await listRecords(services, queryOf(event, listQuery, owner)) };
}

async function read(services: ApiServices, event: Event, { owner }: Caller): Promise<Answer> {
  const id = idOf(event);
  const { disposition, userId } = queryOf(event, readQuery, owner);
  const record = requireOwner(await services.records.get(id), userId);
  return withTicket(200, { record, preSignedUrl: await issueDownload(services, record, disposition) });
}

async function update(services: ApiServices, event: Event, { owner, limit }: Caller): Promise<Answer> {
  const id = idOf(event);
  const { userId, ticketsPerHour } = queryOf(event, updateQuery, { ...owner, ...limit });
  const versions = versionsOf(event);
  const body = event.body ? bodyOf(event, updateBody) : {};
  return withTicket(200, await updateRecord(services, id, body, { userId, versions, ticketsPerHour }));
}

async function remove(services: ApiServices, event: Event, { owner }: Caller): Promise<Answer> {
  const id = idOf(event);
  const { userId, erase } = queryOf(event, deleteQuery, owner);
  const conditions = { userId, versions: versionsOf(event) };
  if (erase !== 'true') {
    await deleteRecord(services, await services.records.get(id), conditions);
    return { status: 204 };
  }
  await eraseRecord(services, id, conditions);
  return { status: 202 };
}

async function removeAll(services: ApiServices, event: Event, { owner }: Caller): Promise<Answer> {
  const { userId } = queryOf(event, eraseAllQuery, owner);
  noVersions(event);
  await eraseOwner(services, userId);
  return { status: 202 };
}

async function uploadUrl(services: ApiServices, event: Event): Promise<Answer> {
  queryOf(event, noQuery);
  const body: UploadUrlBody = bodyOf(event, uploadUrlBody);
  const { url, headers } = await namedUpload(services, imageName(body), body);
  return { status: 200, body: { presignedUrl: url, ...(headers && { headers }) } };
}

async function downloadUrl(services: ApiServices, event: Event): Promise<Answer> {
  queryOf(event, noQuery);
  const body = bodyOf(event, downloadUrlBody);
  const { url, thumbnailUrl } = await namedDownload(services, imageName(body), body.disposition);
  return { status: 200, body: { presignedUrl: url, ...(thumbnailUrl !== undefined && { thumbnailUrl }) } };
}

function withTicket(
  status: number,
  { record, preSignedUrl }: Ticketed,
  headers: Record<string, string> = {},
): Answer {
  return {
    status,
    recordId: record.id,
    body: { metadata: toMetadata(record), preSignedUrl },
    headers: { ETag: `"${record.version}"`, ...headers },
  };
}
