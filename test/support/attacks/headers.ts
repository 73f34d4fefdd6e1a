import type { Attack } from './attack.ts';

const NOT_CHECKED = 'RGW takes x-amz- headers that nobody signed';

const without = (name: string, refusedWith = 'SignatureDoesNotMatch'): Attack => ({
  title: `without the signed ${name}`,
  ticket: 'declared',
  change: (wire) => {
    delete wire.headers[name];
  },
  refusedWith,
});

const changed = (name: string, value: string | string[]): Attack => ({
  title: `${name}: ${value} instead of what was signed`,
  ticket: 'declared',
  change: (wire) => {
    wire.headers[name] = value;
  },
  refusedWith: 'SignatureDoesNotMatch',
});

const added = (name: string, value: string, ticket: 'bare' | 'declared', notOnRgw = true): Attack => ({
  title: `a ${ticket} ticket with ${name}: ${value} added`,
  ticket,
  change: (wire) => {
    wire.headers[name] = value;
  },
  refusedWith: 'AccessDenied',
  ...(notOnRgw && { notOnRgw: NOT_CHECKED }),
});

export const headerAttacks: Attack[] = [
  without('content-type'),
  without('x-amz-checksum-sha256'),
  without('if-none-match'),
  changed('content-type', 'text/html'),
  changed('content-type', 'image/svg+xml'),
  changed('content-type', ['image/png', 'text/html']),
  changed('x-amz-checksum-sha256', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='),
  changed('if-none-match', '"d41d8cd98f00b204e9800998ecf8427e"'),
  changed('host', 'elsewhere.example'),
  added('x-amz-acl', 'public-read', 'bare'),
  added('x-amz-acl', 'public-read', 'declared'),
  added('x-amz-grant-full-control', 'uri="http://acs.amazonaws.com/groups/global/AllUsers"', 'bare'),
  added('x-amz-tagging', 'state=clean', 'bare'),
  added('x-amz-meta-owner', 'someone', 'declared'),
  added('x-amz-website-redirect-location', 'https://elsewhere.example/', 'bare'),
  added('x-amz-storage-class', 'GLACIER', 'bare', false),
  added('x-amz-server-side-encryption-customer-algorithm', 'AES256', 'bare', false),
  added('x-amz-copy-source', '/x/y', 'bare', false),
  added('x-amz-checksum-crc32', 'AAAAAA==', 'bare'),
  added('x-amz-security-token', 'stolen', 'bare'),
];
