import { ApiError, type ApiErrorBody, ArgumentError } from '../errors.ts';
import { type CallOptions, type Connection, callApi } from '../http/request.ts';
import type { BatchRecord, Image, Ticket } from '../types.ts';

/** Records that one batch may have. */
export const MOST = 100;

interface Refused {
  status: number;
  error: ApiErrorBody;
  /** Seconds. */
  retryAfter?: number;
}

/** What became of each item of a batch, in order: what the single call gives, or the error that it throws. */
export type Results<Done> = (Done | ApiError)[];

interface BatchCall extends CallOptions {
  query?: object | undefined;
  headers?: Record<string, string>;
}

/** `POST /metadata/batch`. */
export async function createBatch(
  connection: Connection,
  records: readonly BatchRecord[],
  call: BatchCall,
): Promise<Results<Ticket>> {
  const { length } = checkedItems('records', records);
  const ticketOf = ({ metadata, preSignedUrl }: Ticket): Ticket => ({ metadata, preSignedUrl });
  return post(connection, '', { records }, length, call, ticketOf);
}

/** `POST /metadata/batch_get`. */
export async function getBatch(
  connection: Connection,
  by: { ids: readonly string[] } | { imageIds: readonly string[] },
  call: BatchCall,
): Promise<Results<Image>> {
  const given = Object.entries(Object(by)).find(([, items]) => items !== undefined);
  const [name, items] = (given ?? ['ids', []]) as [string, readonly string[]];
  const { length } = checkedItems(name, items);
  const imageOf = ({ metadata, preSignedUrl }: Image): Image => ({ metadata, preSignedUrl });
  return post(connection, '_get', by, length, call, imageOf);
}

/** `POST /metadata/batch_delete`. */
export async function removeBatch(
  connection: Connection,
  ids: readonly string[],
  call: BatchCall,
): Promise<Results<undefined>> {
  const { length } = checkedItems('ids', ids);
  return post(connection, '_delete', { ids }, length, call, () => undefined);
}

async function post<Done, Read>(
  connection: Connection,
  what: string,
  body: object,
  count: number,
  call: BatchCall,
  read: (done: Done) => Read,
): Promise<Results<Read>> {
  const request = { ...call, method: 'POST', path: `/metadata/batch${what}`, body } as const;
  const answer = await callApi<{ results?: unknown } | undefined>(connection, request);
  const results = answer?.results as (({ status: number } & Done) | Refused)[] | undefined;
  if (results?.length !== count) {
    const message = 'The batch was answered, but not with a result for each item. Check baseUrl.';
    throw new ApiError(200, { message, code: 'NotJson' });
  }
  return results.map((result) => ('error' in result ? errorOf(result) : read(result)));
}

function errorOf({ status, error, retryAfter }: Refused): ApiError {
  return new ApiError(status, error, retryAfter === undefined ? undefined : retryAfter * 1000);
}

function checkedItems<Items>(argument: string, items: Items): Items {
  if (Array.isArray(items) && items.length >= 1 && items.length <= MOST) return items;
  throw new ArgumentError(argument, `must be a list of 1 to ${MOST}`);
}
