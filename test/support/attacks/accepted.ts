import type { Attack } from './attack.ts';
import { send, wireOf } from './wire.ts';

/** What must go through, beside the attacks: a store that refuses everything would pass them all. */
export interface Accepted extends Pick<Attack, 'title' | 'ticket' | 'clock' | 'change' | 'notOnRgw'> {
  status: number;
  /** `other`: not the image that the ticket is for. */
  body?: 'other';
  /** Whether a new object is there afterwards. */
  stores: boolean;
  /** Headers of the answer. */
  headers?: Record<string, string>;
}

const ORIGIN_ANSWER = { 'access-control-allow-origin': 'https://app.example.com' };

export const accepted: Accepted[] = [
  { title: 'a bare ticket, as `curl -T` sends it', ticket: 'bare', status: 200, stores: true },
  {
    title: 'a bare ticket with a Content-Type of its own',
    ticket: 'bare',
    change: (wire) => {
      wire.headers['content-type'] = 'image/png';
    },
    status: 200,
    stores: true,
  },
  {
    title: 'a bare ticket with an empty body, which the inspector refuses later',
    ticket: 'bare',
    body: 'other',
    change: (wire) => {
      wire.body = Buffer.alloc(0);
      wire.headers['content-length'] = '0';
    },
    status: 200,
    stores: true,
  },
  { title: 'a declared ticket, exactly as declared', ticket: 'declared', status: 200, stores: true },
  {
    title: 'a declared ticket in capital header names, with a user agent',
    ticket: 'declared',
    change: (wire) => {
      const capitals = Object.entries(wire.headers).map(
        ([name, value]) => [name.toUpperCase(), value] as const,
      );
      wire.headers = { ...Object.fromEntries(capitals), 'User-Agent': 'browser' };
      // Read by the sender, which frames the body.
      wire.headers['content-length'] = String(wire.body.length);
      delete wire.headers['CONTENT-LENGTH'];
    },
    status: 200,
    stores: true,
  },
  {
    title: 'a bare ticket a second before it expires',
    ticket: 'bare',
    clock: { signedSecondsAgo: 50, expiresIn: 60 },
    status: 200,
    stores: true,
  },
  {
    title: 'a ticket with its parameters in another order',
    ticket: 'declared',
    change: (wire) => void wire.query.reverse(),
    status: 200,
    stores: true,
  },
  {
    title: 'a bare ticket used twice: the inspector judges every upload',
    ticket: 'bare',
    change: async (wire) => {
      await send(wire);
    },
    status: 200,
    stores: true,
  },
  {
    title: 'a declared ticket from an allowed origin, with CORS headers on the answer',
    ticket: 'declared',
    change: (wire, { origin }) => {
      wire.headers.origin = origin;
    },
    status: 200,
    stores: true,
    headers: ORIGIN_ANSWER,
  },
  { title: 'a download', ticket: 'download', status: 200, stores: false },
  {
    title: 'a range of a download',
    ticket: 'download',
    change: (wire) => {
      wire.headers.range = 'bytes=0-3';
    },
    status: 206,
    stores: false,
  },
  {
    title: 'the preflight of a declared upload',
    ticket: 'declared',
    change: (wire, { origin }) => {
      const url = `${wire.origin}${wire.path}?${wire.query.join('&')}`;
      Object.assign(
        wire,
        wireOf('OPTIONS', url, {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
        }),
      );
    },
    status: 200,
    stores: false,
    headers: ORIGIN_ANSWER,
  },
];
