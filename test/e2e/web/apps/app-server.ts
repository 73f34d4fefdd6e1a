import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createClient } from '../../../../client/client.ts';
import { toNodeListener } from '../../../../client/server/node.ts';
import { createUploadRoute } from '../../../../client/server.ts';

const PAGE = `<!doctype html><title>An app</title>
<input type="file" id="file"><progress id="progress"></progress>
<p id="done"></p><p id="list"></p><script type="module" src="/app.js"></script>`;

/** Sessions as an app has them: a cookie that says nothing by itself. */
const SESSIONS = new Map([
  ['s-1', 'ann'],
  ['s-2', 'ben'],
]);

/** A small app on Node's HTTP server with two people, `/sign-in?session=…`, and the route at `/api/images`. */
export async function startApp({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }) {
  const entry = fileURLToPath(new URL('front-end.ts', import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false });
  const bundle = outputFiles[0]!.text;
  /** All that went to browsers. */
  const answers: string[] = [bundle, PAGE];
  /** Of the route, and the session that the browser sent along. */
  const calls: { status: number; cookie: string | null }[] = [];
  const route = createUploadRoute({
    client: createClient({ baseUrl, apiKey }),
    authorize: (request) => {
      const session = /(?:^|; )session=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? '';
      const userId = SESSIONS.get(session);
      return userId ? { userId } : null;
    },
  });
  const listener = toNodeListener(async (request) => {
    const response = await route(request);
    calls.push({ status: response.status, cookie: request.headers.get('cookie') });
    answers.push(JSON.stringify([...response.headers]), await response.clone().text());
    return response;
  });
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://app');
    // By all of its path, as an app at the root has it.
    if (request.url!.includes('/api/images/')) return void listener(request, response);
    if (pathname === '/app.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      return response.end(bundle);
    }
    const session = searchParams.get('session');
    response.writeHead(200, {
      'content-type': 'text/html',
      // The browser sends it along whoever's page asks: what the route must see to.
      ...(session && { 'set-cookie': `session=${session}; HttpOnly; Path=/; SameSite=Lax` }),
    });
    return response.end(PAGE);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    answers,
    calls,
    stop: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}
