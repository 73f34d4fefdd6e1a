import type { IncomingHttpHeaders } from 'node:http';

export interface StubRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface StubAnswer {
  /** Name of the call. */
  call: string;
  status?: number;
  headers?: Record<string, string | number>;
  body?: string | Buffer;
}

export type Answering = (request: StubRequest) => StubAnswer;
