import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  type GenerateKeyPairResult,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';

type Answer = { status?: number; headers?: Record<string, string>; body?: string } | 'hang';

export interface TokenParts {
  header?: Partial<JWTHeaderParameters>;
  claims?: JWTPayload;
  /** Of the issuer's keys; the newest by default. */
  kid?: string;
}

/** An OpenID Connect issuer on a real HTTP server: discovery, keys that rotate, tokens of any make. */
export async function startIssuer(alg = 'RS256') {
  const asked: string[] = [];
  const keys = new Map<string, { private: GenerateKeyPairResult['privateKey']; public: JWK }>();
  let newest = '';
  let answers: (path: string) => Answer | undefined = () => undefined;

  const server = createServer((request, response) => {
    const path = request.url!;
    asked.push(path);
    const answer = answers(path);
    if (answer === 'hang') return;
    if (answer) return send(response, answer);
    if (path === '/.well-known/openid-configuration')
      return send(response, { body: JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }) });
    if (path === '/keys')
      return send(response, { body: JSON.stringify({ keys: [...keys.values()].map((key) => key.public) }) });
    send(response, { status: 404 });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const addKey = async (kid: string | undefined = `key-${keys.size + 1}`) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    keys.set(kid, { private: privateKey, public: { ...(await exportJWK(publicKey)), kid, alg } });
    newest = kid;
  };
  await addKey();

  return {
    url,
    asked,
    addKey,
    publicKey: (kid = newest) => keys.get(kid)!.public,
    removeKey: (kid: string) => keys.delete(kid),
    /** From now on requests are answered so; undefined for as an issuer does. */
    answer(next: typeof answers) {
      answers = next;
    },
    /** An access token that the stage takes, but for what is changed. */
    async token({ header = {}, claims = {}, kid = newest }: TokenParts = {}): Promise<string> {
      const now = Math.floor(Date.now() / 1000);
      const all = {
        iss: url,
        aud: 'intake',
        sub: 'ann',
        client_id: 'app',
        scope: 'openid',
        iat: now,
        exp: now + 300,
      };
      return new SignJWT({ ...all, ...claims })
        .setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header })
        .sign(keys.get(kid)!.private);
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

function send(
  response: ServerResponse,
  { status = 200, headers = {}, body = '' }: Exclude<Answer, 'hang'>,
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
}
