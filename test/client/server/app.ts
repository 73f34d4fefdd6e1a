import { createClient } from '../../../client/client.ts';
import { createUploadRoute, type UploadLimits, type UploadRouteOptions } from '../../../client/server.ts';
import type { Json } from '../../support/api.ts';

export const KEY = 'the-key-of-the-app';
export const ID = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';

/** What the route asked of the API. */
interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: Json;
  /** Of the body, as it was sent. */
  text: string | undefined;
}

type Reply = (asked: Asked) => Response | Promise<Response>;

const metadata = { id: ID, filename: 'a.png', version: 7 };
const RECORD: Reply = ({ method }) => {
  if (method === 'DELETE') return new Response(null, { status: 204 });
  const answer = {
    metadata,
    preSignedUrl: { id: ID, url: 'https://s3.test/x', method: 'PUT', expiresIn: 1 },
  };
  return Response.json(answer, { status: method === 'POST' ? 201 : 200 });
};

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array;

/** An app with a route before an API that answers as told; the people are who their cookie says. */
export function givenApp({
  reply = RECORD,
  limits,
  ...options
}: Partial<Omit<UploadRouteOptions, 'client'>> & { reply?: Reply; limits?: UploadLimits } = {}) {
  const asked: Asked[] = [];
  const errors: unknown[] = [];
  /** Of the errors. */
  const ids: string[] = [];
  const client = createClient({
    baseUrl: 'https://api.test/v1',
    apiKey: KEY,
    fetch: async (input, init = {}) => {
      const { pathname, searchParams } = new URL(String(input));
      const seen = {
        method: init.method!,
        path: pathname.slice('/v1'.length),
        query: Object.fromEntries(searchParams),
        headers: Object.fromEntries(new Headers(init.headers)),
        body: init.body === undefined ? undefined : JSON.parse(String(init.body)),
        text: init.body === undefined ? undefined : String(init.body),
      };
      asked.push(seen);
      return reply(seen);
    },
  });
  const route = createUploadRoute({
    client,
    authorize: (request) => {
      const userId = /user=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1];
      return userId ? { userId, limits } : null;
    },
    onError: (error, requestId) => {
      errors.push(error);
      ids.push(requestId);
    },
    ...options,
  });

  /** Sends as a page of the app does, signed in as ann unless told otherwise. */
  const send = async (
    method: string,
    path: string,
    {
      body,
      headers = {},
      user = 'ann',
    }: { body?: unknown; headers?: Record<string, string>; user?: string } = {},
  ) => {
    const response = await route(
      new Request(`https://app.test${path}`, {
        method,
        headers: {
          ...(user && { cookie: `user=${user}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: isRaw(body) ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text ? (JSON.parse(text) as Json) : undefined,
    };
  };
  return { send, route, asked, errors, ids };
}
