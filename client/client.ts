import { checkedHeader, ifMatchHeader, recordPath } from './arguments.ts';
import { ArgumentError } from './errors.ts';
import type { Uploadable } from './file.ts';
import { type ApiRequest, type CallOptions, callApi } from './http/request.ts';
import { manyCalls } from './many/many-calls.ts';
import type {
  ChangeCall,
  ClientOptions,
  Counted,
  CreateCall,
  EraseAll,
  Erasing,
  RecordCall,
} from './options/client-options.ts';
import { connectionOf } from './options/connection-of.ts';
import { randomKey } from './random-key.ts';
import type {
  Change,
  CreateBody,
  Disposition,
  Image,
  ImageName,
  ListParameters,
  NamedUrl,
  Page,
  Ticket,
  UpdateBody,
  UploadUrlBody,
} from './types.ts';
import { type UploadOptions, uploadFile } from './upload.ts';
import { type SentUpload, untilInspected, type WaitOptions } from './wait.ts';

export type ImageIntakeClient = ReturnType<typeof createClient>;

/**
 * A client of one service. Every call throws ArgumentError at once for what cannot be sent; ApiError, NetworkError or
 * TimeoutError once its retries are used up; and the signal's reason when it is aborted.
 * @throws ArgumentError for an option that cannot be right.
 */
export function createClient(options: ClientOptions) {
  const connection = connectionOf(options);
  const checkNamed = () => {
    if (connection.token) throw new ArgumentError('token', 'is for records alone: give `create` an imageId');
  };

  /** Makes a record and takes its first ticket. Repeating it is safe: an `Idempotency-Key` goes along. */
  const create = async (
    body: CreateBody,
    { idempotencyKey = randomKey(), ticketsPerHour, ...options }: CreateCall = {},
  ): Promise<Ticket> =>
    callApi<Ticket>(connection, {
      method: 'POST',
      path: '/metadata',
      query: { ticketsPerHour },
      body,
      headers: { 'idempotency-key': checkedHeader('idempotencyKey', idempotencyKey) },
      ...options,
    });

  /** Changes a record, and takes a ticket to replace its image; with a body of `{}` the ticket alone. */
  const update = async (
    id: string,
    body: UpdateBody = {},
    { ifMatch, userId, ticketsPerHour, ...options }: ChangeCall & Counted = {},
  ): Promise<Change> =>
    callApi<Change>(connection, {
      method: 'PUT',
      path: recordPath(id),
      query: { userId, ticketsPerHour },
      body,
      headers: ifMatchHeader(ifMatch),
      ...options,
    });

  /** Reads a record, and takes a URL to its image. */
  const get = async (
    id: string,
    { disposition, userId, ...options }: RecordCall & { disposition?: Disposition | undefined } = {},
  ): Promise<Image> =>
    callApi<Image>(connection, {
      method: 'GET',
      path: recordPath(id),
      query: { disposition, userId },
      ...options,
    });

  /** Deletes a record and its image; its URLs stop working within seconds. */
  const remove = async (
    id: string,
    { ifMatch, userId, erase, ...options }: ChangeCall & Erasing = {},
  ): Promise<void> =>
    callApi<void>(connection, {
      method: 'DELETE',
      path: recordPath(id),
      query: { userId, ...(erase && { erase }) },
      headers: ifMatchHeader(ifMatch),
      ...options,
    });

  /** Deletes all records of an owner that there are now, and erases them, with those that were deleted before. */
  const eraseAll = async ({ userId, ...options }: CallOptions & EraseAll = {}): Promise<void> =>
    callApi<void>(connection, {
      method: 'DELETE',
      path: '/metadata',
      query: { userId, erase: true },
      ...options,
    });

  /** Reads page after page, newest records first; a page's `nextCursor`, given as `cursor`, resumes after it. */
  async function* list(
    query: ListParameters = {},
    options: CallOptions = {},
  ): AsyncGenerator<Page, void, void> {
    let { cursor } = query;
    do {
      const page = await callApi<Page>(connection, {
        method: 'GET',
        path: '/metadata',
        query: { ...query, cursor },
        ...options,
      });
      yield page;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  /** Takes an upload URL for an image that its caller names; its record is found or made. */
  const uploadUrl = async (body: UploadUrlBody, options: CallOptions = {}): Promise<NamedUrl> => {
    checkNamed();
    return callApi<NamedUrl>(connection, { method: 'POST', path: '/api/upload_url', body, ...options });
  };

  /** Takes a URL to an image that its caller names. @throws ApiError 404 while there is none. */
  const downloadUrl = async (
    body: ImageName & { disposition?: Disposition },
    options: CallOptions = {},
  ): Promise<NamedUrl> => {
    checkNamed();
    return callApi<NamedUrl>(connection, { method: 'POST', path: '/api/download_url', body, ...options });
  };

  /** Waits until bytes that went up under a ticket were inspected. See {@link untilInspected}. */
  const wait = async (upload: SentUpload, options: WaitOptions = {}): Promise<Image> =>
    untilInspected(get, upload, options);

  const { fetch, retries } = connection;
  const steps = { fetch, retries, create, update, wait, get };

  /**
   * Uploads an image and waits until it is ready. Takes a ticket that declares size and SHA-256, sends the bytes, renews
   * a ticket that expired, and repeats what failed in passing. A lost answer is no failed upload: the record is looked at
   * before one is told.
   * @throws besides the errors of every call: UploadRefusedError by S3, ImageRejectedError by the inspector,
   * UploadSupersededError when somebody else's later upload took its place.
   */
  const upload = (file: Uploadable, options: UploadOptions = {}): Promise<Image> =>
    uploadFile(steps, file, options);

  /** Any call as it is, for a server that passes on what others ask. The others know more of what they send. */
  const call = async <T>(request: ApiRequest): Promise<T> => callApi<T>(connection, request);

  return {
    create,
    list,
    get,
    update,
    remove,
    eraseAll,
    upload,
    uploadUrl,
    downloadUrl,
    wait,
    call,
    ...manyCalls(connection, steps),
  };
}
