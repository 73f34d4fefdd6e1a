import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentityProvider, HashConstructor, Provider } from '@smithy/types';
import { persistently } from './persistently.ts';

/** What the SDK's own clients have resolved already: take it from one of them. */
export interface AwsConfig {
  region: Provider<string>;
  credentials: AwsCredentialIdentityProvider;
  sha256: HashConstructor;
  /** An endpoint of one's own; undefined for the service's. */
  endpoint?: string | undefined;
}

export interface SignedRequest {
  method: string;
  origin: string;
  /** As it is to be sent: escaped, where it needs that. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
}

export interface AwsAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Requests to one AWS service, on the SDK's signer and HTTP handler. */
export class SignedHttp {
  readonly #signer: SignatureV4;
  readonly #http: NodeHttpHandler;

  /** @param requestTimeout - ms */
  constructor(config: AwsConfig, service: 's3' | 'sqs', requestTimeout: number) {
    this.#signer = new SignatureV4({ ...config, service, uriEscapePath: false });
    this.#http = new NodeHttpHandler({
      connectionTimeout: 2_000,
      requestTimeout,
      throwOnRequestTimeout: true,
    });
  }

  /** @returns also an answer that says no; what is transient was tried three times by then */
  send(request: SignedRequest): Promise<AwsAnswer> {
    return persistently(
      () => this.#attempt(request),
      ({ status }) => status === 429 || status >= 500,
    );
  }

  async #attempt({ origin, headers, ...rest }: SignedRequest): Promise<AwsAnswer> {
    const { protocol, hostname, host, port } = new URL(origin);
    const request = new HttpRequest({
      protocol,
      hostname,
      ...(port && { port: Number(port) }),
      headers: { host, ...headers },
      ...rest,
    });
    const signed = new HttpRequest(await this.#signer.sign(request));
    const { response } = await this.#http.handle(signed);
    const chunks: Buffer[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
  }
}
