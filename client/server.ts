import type { ImageIntakeClient } from './client.ts';
import {
  checkDeclared,
  checkTags,
  isEditAlone,
  type UploadLimits,
  wantsDeclarations,
} from './server/limits.ts';
import { isOperators, Refusal, refusalAnswer, refusedField } from './server/refusal.ts';
import { ifMatchOf, keyOf, objectOf, queryOf } from './server/request.ts';
import { allowedOrigin, corsHeaders, preflightAnswer } from './server/same-site.ts';
import type { CreateBody, Image, ListParameters, Ticket, UpdateBody } from './types.ts';

export type { UploadLimits };

/** Somebody who uses the app. */
interface Person {
  /** The app's own id of them, 1 to 256 characters. What has it is theirs, and nothing else is. */
  userId: string;
  limits?: UploadLimits | undefined;
}

/** A person; nobody (401); or an answer of the app's own, such as a 403. */
type Authorization = Person | Response | null | undefined;

export interface UploadRouteOptions {
  /** With the API key, which no answer ever contains. */
  client: ImageIntakeClient;
  /** Who sends the request: by the app's own session, cookie or token. */
  authorize(request: Request): Authorization | Promise<Authorization>;
  /** Origins of pages on other sites that may use the route, with their cookies: `https://app.example`. */
  origins?: readonly string[] | undefined;
  /** Told what is not the person's fault: a key that is refused, a service that cannot be reached, a broken `authorize`. */
  onError?: ((error: unknown) => void) | undefined;
}

interface Call {
  client: ImageIntakeClient;
  request: Request;
  /** Of the record, where the path has one. */
  id: string;
  person: Person;
}

/** The caller repeats what failed in passing; the route does not do so too. */
const ONCE = { retries: 0 };

/**
 * A route for an app's own server: its people read, upload, replace, edit and delete their own images by it, and see
 * nothing of others, while the API key stays on the server. To be mounted at any path: what follows `/metadata` in the
 * request's path is the API's. The bytes go straight to S3. Answers and errors are those of the API (docs/apps.md).
 */
export function createUploadRoute({
  client,
  authorize,
  origins = [],
  onError = (error) => console.error('image-intake', error),
}: UploadRouteOptions): (request: Request) => Promise<Response> {
  const answer = async (request: Request): Promise<Response> => {
    const origin = allowedOrigin(request, origins);
    try {
      if (request.method === 'OPTIONS' && origin !== undefined) return preflightAnswer(origin);
      return marked(await run(client, authorize, request), origin);
    } catch (error) {
      if (isOperators(error)) onError(error);
      return marked(refusalAnswer(error), origin);
    }
  };
  return (request) => answer(request).catch((error: unknown) => marked(refusalAnswer(error), undefined));
}

async function run(
  client: ImageIntakeClient,
  authorize: UploadRouteOptions['authorize'],
  request: Request,
): Promise<Response> {
  const path = /\/metadata(?:\/([^/]+))?\/?$/.exec(new URL(request.url).pathname);
  if (!path) throw new Refusal(404, 'NotFound', 'There is nothing at this path.');
  const [, id] = path;
  const methods = id === undefined ? ON_ALL : ON_ONE;
  const method = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (!method) {
    throw new Refusal(405, 'MethodNotAllowed', `${request.method} is not possible here.`, {
      headers: { allow: Object.keys(methods).join(', ') },
    });
  }
  const person = await authorize(request);
  if (person instanceof Response) return person;
  if (!person) throw new Refusal(401, 'Unauthorized', 'Sign in first.');
  if (typeof person.userId !== 'string' || person.userId === '') {
    throw new TypeError('authorize must give a userId, a text that is not empty');
  }
  return method({ client, request, person, id: id === undefined ? '' : decoded(id) });
}

/** All but `userId`. */
const LIST_PARAMETERS: readonly (keyof ListParameters)[] = [
  'limit',
  'cursor',
  'order',
  'status',
  'imageId',
  'tag',
  'createdAfter',
  'createdBefore',
  'disposition',
];

type Method = (call: Call) => Promise<Response>;

const ON_ALL: Record<string, Method> = {
  async POST({ client, request, person: { userId, limits = {} } }) {
    queryOf(request, []);
    const body = await objectOf(request);
    checkDeclared(body, limits);
    checkTags(body.tags, limits);
    const ticket = await client.create({ ...body, userId } as CreateBody, {
      idempotencyKey: await keyOf(request, userId),
      ticketsPerHour: limits.ticketsPerHour,
      ...ONCE,
    });
    const { pathname } = new URL(request.url);
    return recordAnswer(201, ticket, { location: `${pathname.replace(/\/$/, '')}/${ticket.metadata.id}` });
  },

  async GET({ client, request, person: { userId } }) {
    const query = queryOf(request, LIST_PARAMETERS);
    const { value } = await client.list({ ...query, userId } as ListParameters, ONCE).next();
    return json(200, value!);
  },
};

const ON_ONE: Record<string, Method> = {
  async GET({ client, request, id, person: { userId } }) {
    const query = queryOf(request, ['disposition']);
    return recordAnswer(200, await client.get(id, { ...query, userId, ...ONCE }));
  },

  async PUT({ client, request, id, person: { userId, limits = {} } }) {
    queryOf(request, []);
    const body = await objectOf(request, {});
    const editAlone = isEditAlone(body);
    if (!editAlone) checkDeclared(body, limits);
    checkTags((Object(body.tags) as { add?: unknown }).add, limits);
    const ticket = await client.update(id, body as UpdateBody, {
      ifMatch: ifMatchOf(request),
      userId,
      ticketsPerHour: limits.ticketsPerHour,
      ...ONCE,
    });
    // The API gives a ticket with every edit; one that declares nothing would be without limits.
    const withheld = editAlone && wantsDeclarations(limits);
    return recordAnswer(200, withheld ? { ...ticket, preSignedUrl: null } : ticket);
  },

  async DELETE({ client, request, id, person: { userId } }) {
    queryOf(request, []);
    await client.remove(id, { ifMatch: ifMatchOf(request), userId, ...ONCE });
    return new Response(null, { status: 204 });
  },
};

/** @throws Refusal 400 for what is no path */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    throw refusedField('id', 'must be the id of a record');
  }
}

function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}

function recordAnswer(
  status: number,
  answer: Ticket | Image,
  headers: Record<string, string> = {},
): Response {
  return json(status, answer, { etag: `"${answer.metadata.version}"`, ...headers });
}

/** Answers carry presigned URLs, which are bearer secrets: no cache keeps them. */
function marked(answer: Response, origin: string | undefined): Response {
  const headers = new Headers(answer.headers);
  headers.set('cache-control', 'no-store');
  for (const [name, value] of Object.entries(origin === undefined ? {} : corsHeaders(origin)))
    headers.set(name, value);
  return new Response(answer.body, { status: answer.status, headers });
}
