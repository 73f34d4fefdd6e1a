import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { parseSecrets } from '../../../lambdas/webhook-sender/secrets.ts';
import { signatureHeaders } from '../../../lambdas/webhook-sender/sign.ts';

const secret = fc
  .uint8Array({ minLength: 24, maxLength: 64 })
  .map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`);
const id = fc.stringMatching(/^[!-~]{1,64}$/);
const body = fc.string({ minLength: 1, unit: 'binary' });

it('the public verifier takes what is signed, whatever the bytes, and nothing that was changed', () => {
  fc.assert(
    fc.property(secret, secret, id, body, body, (first, second, id, body, other) => {
      fc.pre(other !== body && first !== second);
      const [now] = [Date.now()];
      const one = signatureHeaders({ id, body }, parseSecrets(first), now);
      const both = signatureHeaders({ id, body }, parseSecrets(`${second} ${first}`), now);
      const accepts = (by: string, text: string, headers: Record<string, string>) => {
        try {
          new Webhook(by).verify(text, headers, { jsonParse: false });
          return true;
        } catch {
          return false;
        }
      };
      expect(accepts(first, body, one)).toBe(true);
      expect(accepts(first, body, both) && accepts(second, body, both)).toBe(true);
      expect(accepts(second, body, one)).toBe(false);
      expect(accepts(first, other, one)).toBe(Buffer.from(other).equals(Buffer.from(body)));
      expect(accepts(first, body, { ...one, 'webhook-id': `${id}x` })).toBe(false);
    }),
    { numRuns: 100 },
  );
});

it('a signature is of the second in which it is made', () => {
  const headers = signatureHeaders({ id: 'a', body: '{}' }, [Buffer.alloc(24)], 1_700_000_000_999);
  expect(headers).toEqual({
    'webhook-id': 'a',
    'webhook-timestamp': '1700000000',
    'webhook-signature': expect.stringMatching(/^v1,[\w+/]{43}=$/),
  });
});
