import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sha256 } from '../../../lambdas/shared/aws/sha256.ts';

const digestOf = async (parts: Uint8Array[], secret?: ConstructorParameters<typeof Sha256>[0]) => {
  const hash = new Sha256(secret);
  for (const part of parts) hash.update(part);
  return Buffer.from(await hash.digest()).toString('hex');
};
const parts = fc.array(fc.uint8Array(), { maxLength: 5 });

describe('Sha256', () => {
  it('hashes as Node.js does, in however many parts', async () => {
    await fc.assert(
      fc.asyncProperty(parts, async (data) => {
        const expected = createHash('sha256').update(Buffer.concat(data)).digest('hex');
        expect(await digestOf(data)).toBe(expected);
      }),
    );
  });

  it('makes the same HMAC from a secret as text, bytes, a view into others, or a buffer', async () => {
    await fc.assert(
      fc.asyncProperty(parts, fc.string({ minLength: 1, unit: 'binary' }), async (data, text) => {
        const bytes = Buffer.from(text);
        const view = Buffer.concat([Buffer.from('before'), bytes, Buffer.from('after')]).subarray(
          6,
          6 + bytes.length,
        );
        const expected = createHmac('sha256', bytes).update(Buffer.concat(data)).digest('hex');
        for (const secret of [text, bytes, view, Uint8Array.from(bytes).buffer])
          expect(await digestOf(data, secret)).toBe(expected);
      }),
    );
  });

  it('begins anew after a reset, its secret kept', async () => {
    const hash = new Sha256('secret');
    hash.update(Buffer.from('forgotten'));
    hash.reset();
    hash.update(Buffer.from('data'));
    const expected = createHmac('sha256', 'secret').update('data').digest('hex');
    expect(Buffer.from(await hash.digest()).toString('hex')).toBe(expected);
  });
});
