import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import {
  createBody,
  type Disposition,
  downloadUrlBody,
  INTEGER_PARAMETERS,
  idempotencyKey,
  listQuery,
  noQuery,
  readQuery,
  recordPath,
  type UploadUrlBody,
  updateBody,
  uploadUrlBody,
} from './contract.ts';
import { createRecord } from './create-record.ts';
import { deleteRecord } from './delete-record.ts';
import { DomainError, invalidField, recordNotFound } from './errors.ts';
import { type Answer, errorAnswer, header } from './http.ts';
import { acceptedVersions } from './if-match.ts';
import type { StoredRecord } from './item.ts';
import { readJson } from './json-body.ts';
import { listRecords } from './list-records.ts';
import { toMetadata } from './metadata.ts';
import { imageName, namedDownload, namedUpload } from './named-images.ts';
import type { Services } from './services.ts';
import type { Ticketed } from './tickets.ts';
import { updateRecord } from './update-record.ts';
import { validate } from './validation.ts';

type Event = APIGatewayProxyEvent;
type Route = (services: Services, event: Event) => Promise<Answer>;

const ROUTES: Record<string, Record<string, Route>> = {
  '/metadata': { GET: list, POST: create },
  '/metadata/{id}': { GET: read, PUT: update, DELETE: remove },
  '/api/upload_url': { POST: uploadUrl },
  '/api/download_url': { POST: downloadUrl },
};

/** Finds and runs the route of an event; a path or method that does not exist is answered as the gateway does. */
export async function route(services: Services, event: Event): Promise<Answer> {
  const methods = Object.hasOwn(ROUTES, event.resource) ? ROUTES[event.resource] : undefined;
  if (!methods) throw new DomainError('NotFound', 'There is no such path');
  const run = Object.hasOwn(methods, event.httpMethod) ? methods[event.httpMethod] : undefined;
  if (run) return run(services, event);
  const error = new DomainError('MethodNotAllowed', `${event.httpMethod} is not possible here`);
  return {
    ...errorAnswer(error, event.requestContext.requestId),
    headers: { Allow: [...Object.keys(methods), 'OPTIONS'].join(', ') },
  };
}

async function create(services: Services, event: Event): Promise<Answer> {
  queryOf(event, noQuery);
  const key = header(event, 'Idempotency-Key');
  const retryKey = key === undefined ? undefined : { apiKeyId: apiKeyOf(event), key: checkKey(key) };
  const created = await createRecord(services, bodyOf(event, createBody), retryKey);
  const location = `${event.requestContext.path.replace(/\/$/, '')}/${created.record.id}`;
  return withTicket(201, created, { Location: location });
}

async function list(services: Services, event: Event): Promise<Answer> {
  return { status: 200, body: await listRecords(services, queryOf(event, listQuery)) };
}

async function read(services: Services, event: Event): Promise<Answer> {
  const id = idOf(event);
  const { disposition } = queryOf(event, readQuery);
  const record = await services.store.get(id);
  if (!record) throw recordNotFound();
  return withTicket(200, { record, preSignedUrl: await download(services, record, disposition) });
}

async function update(services: Services, event: Event): Promise<Answer> {
  const id = idOf(event);
  queryOf(event, noQuery);
  const versions = acceptedVersions(header(event, 'If-Match'));
  const body = event.body ? bodyOf(event, updateBody) : {};
  return withTicket(200, await updateRecord(services, id, body, versions));
}

async function remove(services: Services, event: Event): Promise<Answer> {
  const id = idOf(event);
  queryOf(event, noQuery);
  await deleteRecord(services, id, acceptedVersions(header(event, 'If-Match')));
  return { status: 204 };
}

async function uploadUrl(services: Services, event: Event): Promise<Answer> {
  queryOf(event, noQuery);
  const body: UploadUrlBody = bodyOf(event, uploadUrlBody);
  const { url, headers } = await namedUpload(services, imageName(body), body);
  return { status: 200, body: { presignedUrl: url, ...(headers && { headers }) } };
}

async function downloadUrl(services: Services, event: Event): Promise<Answer> {
  queryOf(event, noQuery);
  const body = bodyOf(event, downloadUrlBody);
  const { url } = await namedDownload(services, imageName(body), body.disposition);
  return { status: 200, body: { presignedUrl: url } };
}

async function download({ urls }: Services, record: StoredRecord, disposition: Disposition) {
  return record.imageEvent === undefined ? null : urls.download(record, disposition, Date.now());
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

function idOf(event: Event): string {
  return validate(recordPath, { id: event.pathParameters?.id }).id.toLowerCase();
}

function bodyOf<Schema extends z.core.$ZodType>(event: Event, schema: Schema): z.output<Schema> {
  const value = readJson(event);
  if (value === undefined) throw invalidField('body', 'is required: a JSON object');
  return validate(schema, value);
}

/** Query parameters are text; those that the contract wants as integers are read as such. */
function queryOf<Schema extends z.core.$ZodType>(event: Event, schema: Schema): z.output<Schema> {
  const repeated = Object.entries(event.multiValueQueryStringParameters ?? {}).find(
    ([, { length } = []]) => length! > 1,
  );
  if (repeated) throw invalidField(repeated[0], 'is given twice');
  const query = Object.entries(event.queryStringParameters ?? {}).map(([name, value = '']) => [
    name,
    INTEGER_PARAMETERS.has(name) && /^-?\d{1,16}$/.test(value) ? Number(value) : value,
  ]);
  return validate(schema, Object.fromEntries(query));
}

function apiKeyOf(event: Event): string {
  return event.requestContext.identity?.apiKeyId ?? '';
}

function checkKey(key: string): string {
  const result = idempotencyKey.safeParse(key);
  if (!result.success) throw invalidField('Idempotency-Key', 'must be 1 to 255 printable ASCII characters');
  return key;
}
