import { recordPath } from './arguments.ts';
import type { ImageIntakeClient } from './client.ts';
import { copyOf, marked, recordAnswer } from './server/answer.ts';
import { ask, checkAnswer } from './server/ask.ts';
import {
  checkDeclared,
  checkTags,
  isEditAlone,
  type UploadLimits,
  wantsDeclarations,
} from './server/limits.ts';
import { checkedPerson, type Person } from './server/person.ts';
import { Refusal, refusalAnswer, refusalOf, refusedField } from './server/refusal.ts';
import { bodyOf, ifMatchOf, keyOf, queryOf, withUserId } from './server/request.ts';
import { allowedOrigin, checkedOrigins, preflightAnswer } from './server/same-site.ts';
import type { Change, Image, ListParameters, Page, Ticket } from './types.ts';

export { type NodeRequest, type NodeResponse, toNodeListener } from './server/node.ts';
export {
  type ImageEvent,
  type ReceivedWebhook,
  type VerifyOptions,
  verifyWebhook,
  WebhookError,
  type WebhookEvent,
  type WebhookFault,
} from './server/webhooks.ts';
export type { Person, UploadLimits };

/** A person; nobody (401); or an answer of the app's own, such as a 403. */
export type Authorization = Person | Response | null | undefined;

export interface UploadRouteOptions {
  /** With the API key, which no answer ever contains. */
  client: ImageIntakeClient;
  /** Who sends the request: by the app's own session, cookie or token. It may read the body. */
  authorize(request: Request): Authorization | Promise<Authorization>;
  /** Origins of pages on other sites that may use the route, with their cookies: `https://app.example`. */
  origins?: readonly string[] | undefined;
  /**
   * Told what is not the person's fault: a key that is refused, a service that cannot be reached, a broken `authorize`. With
   * the request id of the answer, which the person may quote. What it throws changes nothing.
   */
  onError?: ((error: unknown, requestId: string) => void) | undefined;
}

interface Call {
  client: ImageIntakeClient;
  request: Request;
  /** In the API, and encoded: of all records, or of one. */
  path: string;
  person: ReturnType<typeof checkedPerson>;
}

/**
 * A route for an app's own server: its people read, upload, replace, edit and delete their own images by it, and see
 * nothing of others, while the API key stays on the server. To be mounted at any path: what follows the last `/metadata` in
 * the request's path is the API's. The bytes go straight to S3. Answers and errors are those of the API (docs/apps.md).
 * @throws TypeError for what is no origin
 */
export function createUploadRoute({
  client,
  authorize,
  origins = [],
  onError = (error, requestId) => console.error('image-intake', requestId, error),
}: UploadRouteOptions): (request: Request) => Promise<Response> {
  const others = checkedOrigins(origins);
  return async (request) => {
    let origin: string | undefined;
    try {
      origin = allowedOrigin(request, others);
      if (request.method === 'OPTIONS' && origin !== undefined) return preflightAnswer(origin);
      return marked(await run(client, authorize, request), origin);
    } catch (error) {
      const refusal = refusalOf(error);
      const { fault } = refusal.details;
      // A promise catches what an async function of the app's rejects, too.
      if (fault) new Promise((done) => done(onError(fault, refusal.requestId))).catch(() => undefined);
      return marked(refusalAnswer(refusal), origin);
    }
  };
}

async function run(
  client: ImageIntakeClient,
  authorize: UploadRouteOptions['authorize'],
  request: Request,
): Promise<Response> {
  // The last one: the route may be mounted at a path that has this name itself.
  const path = /^.*\/metadata(?:\/([^/]+))?\/?$/.exec(new URL(request.url).pathname);
  if (!path) throw new Refusal(404, 'NotFound', 'There is nothing at this path.');
  const [, id] = path;
  const methods = id === undefined ? ON_ALL : ON_ONE;
  const method = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (!method) {
    throw new Refusal(405, 'MethodNotAllowed', `${request.method} is not possible here.`, {
      headers: { allow: Object.keys(methods).join(', ') },
    });
  }
  // The app gets the very request, which its framework may have given more than the standard has.
  const own = request.clone();
  const given = await authorize(request);
  if (given instanceof Response) return copyOf(given);
  if (!given) throw new Refusal(401, 'Unauthorized', 'Sign in first.');
  const person = checkedPerson(given);
  return method({ client, request: own, person, path: id === undefined ? '/metadata' : pathOf(id) });
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
  async POST({ client, request, path, person: { userId, limits } }) {
    queryOf(request, []);
    const body = await bodyOf(request);
    checkDeclared(body.fields, limits);
    checkTags(body.fields.tags, limits);
    const key = await keyOf(request, userId);
    const ticket = await ask<Ticket>(client, {
      method: 'POST',
      path,
      query: { ticketsPerHour: limits.ticketsPerHour },
      body: withUserId(body, userId),
      headers: { ...body.headers, ...(key !== undefined && { 'idempotency-key': key }) },
    });
    const { pathname } = new URL(request.url);
    // With two slashes ahead it would be an address of another host.
    const here = pathname.replace(/^\/+/, '/').replace(/\/$/, '');
    return recordAnswer(201, ticket, (id) => ({ location: `${here}/${id}` }));
  },

  async GET({ client, request, path, person: { userId } }) {
    const query = { ...queryOf(request, LIST_PARAMETERS), userId };
    const page = await ask<Page | undefined>(client, { method: 'GET', path, query });
    checkAnswer(Array.isArray(page?.metadata) && Array.isArray(page.preSignedUrls));
    return Response.json(page);
  },

  async DELETE({ client, request, path, person: { userId } }) {
    const query = { ...queryOf(request, ['erase']), userId };
    await ask<void>(client, { method: 'DELETE', path, query });
    return new Response(null, { status: 202 });
  },
};

const ON_ONE: Record<string, Method> = {
  async GET({ client, request, path, person: { userId } }) {
    const query = { ...queryOf(request, ['disposition']), userId };
    return recordAnswer(200, await ask<Image>(client, { method: 'GET', path, query }));
  },

  async PUT({ client, request, path, person: { userId, limits } }) {
    queryOf(request, []);
    const body = await bodyOf(request, '{}');
    const editAlone = isEditAlone(body.fields);
    if (!editAlone) checkDeclared(body.fields, limits);
    checkTags((Object(body.fields.tags) as { add?: unknown }).add, limits);
    const ticket = await ask<Change>(client, {
      method: 'PUT',
      path,
      query: { userId, ticketsPerHour: limits.ticketsPerHour },
      body: body.text,
      headers: { ...body.headers, ...ifMatchOf(request) },
    });
    // The API gives a ticket with every edit; one that declares nothing would be without limits.
    const withheld = editAlone && wantsDeclarations(limits);
    return recordAnswer(200, withheld ? { ...ticket, preSignedUrl: null } : ticket);
  },

  async DELETE({ client, request, path, person: { userId } }) {
    const { erase } = queryOf(request, ['erase']);
    const query = { userId, ...(erase !== undefined && { erase }) };
    await ask<void>(client, { method: 'DELETE', path, query, headers: ifMatchOf(request) });
    return new Response(null, { status: erase === 'true' ? 202 : 204 });
  },
};

/** @throws Refusal 400 for what is no path */
function pathOf(id: string): string {
  try {
    return recordPath(decodeURIComponent(id));
  } catch {
    throw refusedField('id', 'must be the id of a record');
  }
}
