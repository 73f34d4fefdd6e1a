import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ScriptedServer, startScriptedServer } from '../../test/client/scripted-server.ts';
import { appFolder, programs, writeProgram } from './app-programs.ts';

const SESSION = `export const userOf = async (request) => request.headers.get('cookie')?.split('=')[1];`;
const ID = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';

type Route = (request: Request) => Promise<Response>;
type Module = Record<string, unknown>;
interface Hono {
  fetch(request: Request, bindings?: object): Promise<Response>;
}

let folder: string;
let api: ScriptedServer;
const servers: ReturnType<typeof createServer>[] = [];

beforeAll(async () => {
  api = await startScriptedServer(({ method }) => ({
    status: method === 'POST' ? 201 : 200,
    headers: { 'content-type': 'application/json' },
    json: { metadata: { id: ID, version: 3 }, preSignedUrl: null },
  }));
  process.env.INTAKE_URL = `${api.url}/v1`;
  process.env.INTAKE_KEY = 'the-key-of-the-app';
  folder = await appFolder();
  writeFileSync(join(folder, 'session.ts'), SESSION);
});
afterAll(async () => {
  for (const server of servers) server.close();
  await api.stop();
  rmSync(folder, { recursive: true });
  delete process.env.INTAKE_URL;
  delete process.env.INTAKE_KEY;
});

let loaded = 0;

/** The module of a program, as its framework loads it: its packages are the installed ones. */
async function load(path: string): Promise<Module> {
  const source = writeProgram(folder, path);
  loaded += 1;
  const outfile = join(folder, `${path.replace(/\W/g, '-')}-${loaded}.mjs`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    format: 'esm',
    packages: 'external',
    platform: 'node',
    logLevel: 'silent',
  });
  return import(pathToFileURL(outfile).href);
}

async function listen(listener: RequestListener): Promise<Route> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return (request) => {
    const { pathname, search } = new URL(request.url);
    const { method, headers, body } = request;
    return fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
      method,
      headers,
      body,
      duplex: 'half',
    } as RequestInit);
  };
}

const frameworks: [name: string, path: string, mount: (module: Module) => Promise<Route>][] = [
  [
    'Next.js',
    'app/api/images/[...path]/route.ts',
    async (module) => (request) => (module[request.method] as Route)(request),
  ],
  [
    'Hono',
    'hono.ts',
    async ({ app }) =>
      (request) =>
        (app as Hono).fetch(request),
  ],
  [
    'Hono on Workers',
    'hono.ts',
    async ({ app }) => {
      const { INTAKE_URL, INTAKE_KEY } = process.env;
      vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
      vi.stubEnv('INTAKE_KEY', 'which-workers-do-not-see');
      return async (request) => (app as Hono).fetch(request, { INTAKE_URL, INTAKE_KEY });
    },
  ],
  ['Express', 'express.ts', ({ app }) => listen(app as RequestListener)],
];

const ONLY_LATER = new Set(['app/api/images/[...path]/route.ts', 'hono.ts']);

it('has a program for each of these', () => {
  expect([...programs.keys()].sort()).toEqual([...new Set(frameworks.map(([, path]) => path))].sort());
});

describe.each(frameworks)('the route to paste for %s', (_, path, mount) => {
  let route: Route;
  beforeAll(async () => {
    const { INTAKE_URL, INTAKE_KEY } = process.env;
    // Ahead of the first request there may be no settings: at a build, and on Workers.
    for (const name of ONLY_LATER.has(path) ? ['INTAKE_URL', 'INTAKE_KEY'] : []) delete process.env[name];
    const module = await load(path);
    Object.assign(process.env, { INTAKE_URL, INTAKE_KEY });
    route = await mount(module);
  });
  afterAll(() => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
  });

  const send = (method: string, at: string, body?: object, cookie?: string) =>
    route(
      new Request(`http://app.test/api/images${at}`, {
        method,
        headers: { ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      }),
    );

  it('passes on what its people may do, with the key', async () => {
    api.requests.length = 0;
    const read = await send('GET', `/metadata/${ID}?disposition=inline`, undefined, 'session=ann');
    expect([read.status, read.headers.get('etag')]).toEqual([200, '"3"']);
    const made = await send('POST', '/metadata', { filename: 'a.png', size: 5 }, 'session=ann');
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/images/metadata/${ID}`]);
    expect(api.requests.map(({ method, path: asked }) => `${method} ${asked}`)).toEqual([
      `GET /v1/metadata/${ID}?disposition=inline&userId=ann`,
      'POST /v1/metadata?ticketsPerHour=60',
    ]);
    expect(api.requests.map(({ headers }) => headers['x-api-key'])).toEqual(
      Array(2).fill('the-key-of-the-app'),
    );
    expect(JSON.parse(api.requests[1]!.body.toString())).toEqual({
      filename: 'a.png',
      size: 5,
      userId: 'ann',
    });
  });

  it('lets nobody in else, and nobody past the limits', async () => {
    api.requests.length = 0;
    expect((await send('GET', '/metadata')).status).toBe(401);
    const large = await send('POST', '/metadata', { filename: 'a.png', size: 5_000_001 }, 'session=ann');
    expect([large.status, ((await large.json()) as { errors: object[] }).errors]).toMatchObject([
      400,
      [{ path: 'size' }],
    ]);
    expect(api.requests).toEqual([]);
  });
});
