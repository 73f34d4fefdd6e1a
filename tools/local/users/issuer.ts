import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { JWK } from 'jose';
import type { UsersConfig } from '../../../lib/stages/users.ts';
import type { DataFolder } from '../../../local/data/data-folder.ts';
import { createMemory } from './memory.ts';
import { headersOf, notePage, signInPage } from './pages.ts';
import { ANN, BEN, type LocalUser } from './people.ts';
import { createProvider, type ProviderOptions, resourceServer, SIGN_IN } from './provider.ts';

const AUDIENCE = 'urn:image-intake:local';
const CLIENT_ID = 'image-intake-page';

export interface IssuerOptions {
  /** On 127.0.0.1; any free port when left out, or the one that it had in the folder of `data`. */
  port?: number | undefined;
  users?: readonly LocalUser[];
  /** Where its port, keys and state outlive it. */
  data?: DataFolder | undefined;
  /** Private signing keys for ES256, each with its `kid`; made when left out. */
  keys?: readonly JWK[];
  /** An hour when left out. */
  accessTokenSeconds?: number;
  /** What went wrong within. */
  onError?: (message: string) => void;
  /** Asked first of all; true: it answers the request itself. */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** An OpenID Connect issuer on this machine. */
export interface Issuer {
  url: string;
  users: readonly LocalUser[];
  /** Of a stage whose issuer this is. */
  settings: Pick<UsersConfig, 'issuer' | 'audience' | 'clientIds' | 'loopback' | 'page'>;
  /** Lets a page sign users in: its URL is where they come back to. */
  allow(pageUrl: string): void;
  /** From now on these are the keys. */
  useKeys(keys: readonly JWK[]): void;
  stop(): Promise<void>;
}

/** Starts an issuer whose users need no password. Its state and its keys are its own, and end with it, or are in a folder. */
export async function startIssuer({
  data,
  port,
  users = [ANN, BEN],
  keys = kept(data, 'issuer keys', () => [newKey()]),
  accessTokenSeconds = 3600,
  onError = () => {},
  intercept = () => false,
}: IssuerOptions = {}): Promise<Issuer> {
  const server = createServer();
  const formerPort = data?.map<number>('settings').get('issuerPort');
  server.listen(port ?? formerPort ?? 0, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (port !== undefined || error.code !== 'EADDRINUSE') throw error;
    throw new Error(
      `port ${formerPort}, which the issuer had in ${data?.path}, is in use; free it, or take another one with --users-port, where users are others`,
    );
  });
  const { port: actualPort } = server.address() as AddressInfo;
  data?.map('settings').set('issuerPort', actualPort);
  const url = `http://127.0.0.1:${actualPort}`;
  const pages = new Set<string>();
  const options: ProviderOptions = {
    url,
    users,
    audience: AUDIENCE,
    clientId: CLIENT_ID,
    pages,
    keys,
    accessTokenSeconds,
    memory: createMemory(data),
    cookieKey: kept(data, 'issuer cookies', () => randomBytes(32).toString('hex')),
  };
  let serve = serverOf(options, onError);
  server.on('request', (request, response) => intercept(request, response) || serve(request, response));
  return {
    url,
    users,
    settings: {
      issuer: url,
      loopback: true,
      audience: AUDIENCE,
      clientIds: [CLIENT_ID],
      page: {
        clientId: CLIENT_ID,
        scopes: ['openid', 'profile', 'email'],
        parameters: { resource: AUDIENCE },
      },
    },
    allow: (pageUrl) => pages.add(pageUrl),
    useKeys: (next) => {
      serve = serverOf({ ...options, keys: next }, onError);
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const kept = <Value>(data: DataFolder | undefined, name: string, make: () => Value): Value =>
  data ? data.once(name, make) : make();

/** A new private key for ES256. */
export function newKey(kid: string = randomUUID()): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' } as JWK;
}

/** What answers requests: the provider, and before it what is of the laptop alone. */
function serverOf(options: ProviderOptions, onError: (message: string) => void) {
  const { url, users, pages, clientId, audience } = options;
  const provider = createProvider(options);
  provider.on('server_error', (_ctx, error: Error) => onError(error.message));
  const rest = provider.callback();
  const { host } = new URL(url);

  /** Who signs in: asked by GET, said by POST. */
  const signIn = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    try {
      await provider.interactionDetails(request, response);
    } catch {
      const title = 'Signing in was not begun here';
      return send(response, 400, notePage(title, 'Go back to the page, and sign in there.'), pages);
    }
    if (request.method !== 'POST') return send(response, 200, signInPage(users, path), pages);
    const user = new URLSearchParams(await text(request)).get('user') ?? '';
    if (!users.some(({ id }) => id === user))
      return send(response, 400, notePage('Unknown user', 'There is no such user.'), pages);
    return provider.interactionFinished(request, response, { login: { accountId: user } });
  };

  /** An access token as the page gets it, for whoever is on this machine: `GET /token?user=ann`. */
  const token = async (response: ServerResponse, user: string | null) => {
    response.setHeader('Content-Type', 'text/plain; charset=utf-8').setHeader('Cache-Control', 'no-store');
    if (!users.some(({ id }) => id === user)) {
      const known = users.map(({ id }) => id).join(' or ');
      return response.writeHead(404).end(`?user= must be ${known}\n`);
    }
    const made = new provider.AccessToken({
      accountId: user!,
      client: (await provider.Client.find(clientId))!,
      resourceServer: new provider.ResourceServer(audience, resourceServer(options)),
      gty: 'authorization_code',
      grantId: '',
      scope: 'openid',
    } as unknown as ConstructorParameters<typeof provider.AccessToken>[0]);
    return response.end(await made.save());
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    try {
      // A name that somebody lets point to this machine is not asked for.
      if (request.headers.host !== host) response.writeHead(421).end();
      else if (pathname.startsWith(SIGN_IN)) await signIn(request, response, pathname);
      else if (pathname === '/token' && request.method === 'GET')
        await token(response, searchParams.get('user'));
      else await rest(request, response);
    } catch (error) {
      onError((error as Error).message);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  };
}

function send(response: ServerResponse, status: number, html: string, pages: ReadonlySet<string>): void {
  const origins = new Set([...pages].map((page) => new URL(page).origin));
  response.writeHead(status, headersOf(origins)).end(html);
}
