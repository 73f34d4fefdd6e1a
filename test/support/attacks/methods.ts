import type { Attack } from './attack.ts';

const method = (name: string, ticket: 'bare' | 'download', refusedWith: string | number): Attack => ({
  title: `${name} with a ticket to ${ticket === 'bare' ? 'PUT' : 'GET'}`,
  ticket,
  change: (wire) => {
    wire.method = name;
    if (name === 'PUT') {
      wire.body = Buffer.from('something else');
      wire.headers['content-length'] = String(wire.body.length);
    }
  },
  refusedWith,
});

export const methodAttacks: Attack[] = [
  method('GET', 'bare', 'SignatureDoesNotMatch'),
  method('HEAD', 'bare', 403),
  method('DELETE', 'bare', 'SignatureDoesNotMatch'),
  method('POST', 'bare', 'SignatureDoesNotMatch'),
  method('PATCH', 'bare', 'SignatureDoesNotMatch'),
  method('PUT', 'download', 'SignatureDoesNotMatch'),
  method('DELETE', 'download', 'SignatureDoesNotMatch'),
  method('POST', 'download', 'SignatureDoesNotMatch'),
];
