import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { exportSPKI, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { check, issuer, other, refused } from './checks.ts';

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a forged token', () => {
  it('of no algorithm is refused', async () => {
    const [, payload] = (await issuer.token()).split('.');
    for (const alg of ['none', 'None', 'NONE', ''])
      await expect(check(`${base64url({ alg, typ: 'at+jwt' })}.${payload}.`)).rejects.toMatchObject(refused);
  });

  it('whose secret is the public key is refused', async () => {
    const [, payload] = (await issuer.token()).split('.');
    const key = await importJWK(issuer.publicKey(), 'RS256', { extractable: true });
    for (const secret of [
      await exportSPKI(key as Parameters<typeof exportSPKI>[0]),
      JSON.stringify(issuer.publicKey()),
    ]) {
      const signed = `${base64url({ alg: 'HS256', typ: 'at+jwt', kid: 'key-1' })}.${payload}`;
      const mac = createHmac('sha256', secret).update(signed).digest('base64url');
      await expect(check(`${signed}.${mac}`)).rejects.toMatchObject(refused);
    }
  });

  it('of another issuer’s key is refused, even one that it brings along', async () => {
    const claims = { iss: issuer.url };
    const jwk = other.publicKey();
    for (const header of [
      {},
      { jwk },
      { jku: `${other.url}/keys` },
      { x5u: `${other.url}/keys` },
      { kid: 'x' },
    ])
      await expect(check(await other.token({ header, claims }))).rejects.toMatchObject(refused);
    expect(other.asked).toEqual([]);
  });

  it('with any changed character is refused', async () => {
    const token = await issuer.token();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.='),
        async (at, character) => {
          // The last one holds bits that do not count.
          fc.pre(token[at] !== character && at !== token.length - 1);
          await expect(check(token.slice(0, at) + character + token.slice(at + 1))).rejects.toMatchObject(
            refused,
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('of any text is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.array(fc.base64String(), { maxLength: 6 }).map((all) => all.join('.')),
        ),
        async (text) => {
          await expect(check(text)).rejects.toMatchObject(refused);
        },
      ),
    );
  });
});
