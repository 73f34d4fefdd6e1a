import { MAX_BATCH } from '../../contract/sizes.ts';
import { ApiError, type ApiErrorBody, ArgumentError } from '../errors.ts';
import { type CallOptions, type Connection, callApi } from '../http/request.ts';
import type { BatchRecord, Image, Ticket } from '../types.ts';

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
  return post(connection, '', { records }, length, call);
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
  return post(connection, '_get', by, length, call);
}

/** `POST /metadata/batch_delete`. */
export async function removeBatch(
  connection: Connection,
  ids: readonly string[],
  call: BatchCall,
): Promise<Results<undefined>> {
  const { length } = checkedItems('ids', ids);
  const results = await post<object>(connection, '_delete', { ids }, length, call);
  return results.map((result) => (result instanceof ApiError ? result : undefined));
}

async function post<Done>(
  connection: Connection,
  what: string,
  body: object,
  count: number,
  call: BatchCall,
): Promise<Results<Done>> {
  const request = { ...call, method: 'POST', path: `/metadata/batch${what}`, body } as const;
  const answer = await callApi<{ results?: unknown } | undefined>(connection, request);
  const results = answer?.results as (({ status: number } & Done) | Refused)[] | undefined;
  if (results?.length !== count) {
    const message = 'The batch was answered, but not with a result for each item. Check baseUrl.';
    throw new ApiError(200, { message, code: 'NotJson' });
  }
  return results.map((result) => {
    if ('error' in result) return errorOf(result);
    const { status: _, ...done } = result;
    return done as Done;
  });
}

function errorOf({ status, error, retryAfter }: Refused): ApiError {
  return new ApiError(status, error, retryAfter === undefined ? undefined : retryAfter * 1000);
}

function checkedItems<Items>(argument: string, items: Items): Items {
  if (Array.isArray(items) && items.length >= 1 && items.length <= MAX_BATCH) return items;
  throw new ArgumentError(argument, `must be a list of 1 to ${MAX_BATCH}`);
}
