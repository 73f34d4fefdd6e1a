import type { LookupAddress } from 'node:dns';

export const local = (url: string) => ({ url, loopback: true as const });
export const addresses = (...all: string[]): LookupAddress[] =>
  all.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
export const network = (resolve: (host: string) => Promise<LookupAddress[]>, timeoutMs = 5_000) => ({
  resolve,
  timeoutMs,
});
export const nobody = network(async () => {
  throw new Error('Nothing is to be resolved');
});
