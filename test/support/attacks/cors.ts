import type { Attack } from './attack.ts';

/** A preflight as a browser sends it: no body, no credentials; the query is part of the URL. */
const preflight = (
  title: string,
  refusedWith: string,
  headers: (allowedOrigin: string) => Record<string, string>,
  ticket: 'bare' | 'declared' = 'declared',
): Attack => ({
  title: `CORS: ${title}`,
  ticket,
  change: (wire, { origin }) => {
    Object.assign(wire, { method: 'OPTIONS', headers: headers(origin), body: Buffer.alloc(0) });
  },
  refusedWith,
});

const from = (origin: string) => ({ origin, 'access-control-request-method': 'PUT' });

export const corsAttacks: Attack[] = [
  preflight('another origin', 'AccessForbidden', () => from('https://elsewhere.example')),
  preflight('an origin that starts like an allowed one', 'AccessForbidden', (origin) =>
    from(`${origin}.elsewhere.example`),
  ),
  preflight('an origin that ends like an allowed one', 'AccessForbidden', (origin) =>
    from(origin.replace('://', '://elsewhere')),
  ),
  preflight('an allowed origin by another scheme', 'AccessForbidden', (origin) =>
    from(origin.replace(/^\w+:/, 'ftp:')),
  ),
  preflight('the origin "null" of a sandboxed page', 'AccessForbidden', () => from('null')),
  preflight('a method that no rule allows', 'AccessForbidden', (origin) => ({
    ...from(origin),
    'access-control-request-method': 'DELETE',
  })),
  preflight('a header that no rule allows', 'AccessForbidden', (origin) => ({
    ...from(origin),
    'access-control-request-headers': 'content-type,x-amz-acl',
  })),
  preflight('no origin', 'BadRequest', () => ({ 'access-control-request-method': 'PUT' })),
  preflight('no method', 'BadRequest', (origin) => ({ origin })),
];
