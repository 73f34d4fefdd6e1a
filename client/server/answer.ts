import type { Change } from '../types.ts';
import { checkAnswer } from './ask.ts';
import { corsHeaders } from './same-site.ts';

/** @throws ApiError `NotJson` for what is no record */
export function recordAnswer(
  status: number,
  answer: Change | undefined,
  headersFor: (id: string) => Record<string, string> = () => ({}),
): Response {
  const { id, version } = Object(answer?.metadata) as { id?: unknown; version?: unknown };
  checkAnswer(typeof id === 'string' && Number.isSafeInteger(version));
  return Response.json(answer, { status, headers: { etag: `"${version}"`, ...headersFor(id as string) } });
}

/** The bodies of answers of the app's own, which may be the same one again and again. */
const bodies = new WeakMap<Response, Promise<ArrayBuffer>>();

export async function copyOf(answer: Response): Promise<Response> {
  const bytes = bodies.get(answer) ?? answer.arrayBuffer();
  bodies.set(answer, bytes);
  return new Response(answer.body && (await bytes), answer);
}

/** Answers carry presigned URLs, which are bearer secrets: no cache keeps them. */
export function marked(answer: Response, origin: string | undefined): Response {
  const headers = new Headers(answer.headers);
  headers.set('cache-control', 'no-store');
  for (const [name, value] of Object.entries(origin === undefined ? {} : corsHeaders(origin)))
    headers.set(name, value);
  return new Response(answer.body, { status: answer.status, headers });
}
