import { type GetParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { parseSecrets, Secrets } from '../../../lambdas/webhook-sender/secrets.ts';

const secretOf = (bytes: number, fill = 1) => `whsec_${Buffer.alloc(bytes, fill).toString('base64')}`;

describe('a parameter', () => {
  it.each([
    ['one secret', secretOf(32), 1],
    ['the smallest and the largest', `${secretOf(24)} ${secretOf(64)}`, 2],
    ['two, a line each', `\n${secretOf(24)}\r\n${secretOf(24, 2)}\n`, 2],
  ])('may hold %s', (_, text, count) => {
    expect(parseSecrets(text)).toHaveLength(count);
  });

  it.each([
    ['nothing', ''],
    ['a text', 'not-so-secret'],
    ['three secrets', [1, 2, 3].map((fill) => secretOf(24, fill)).join(' ')],
    ['a secret that is too short', secretOf(23)],
    ['a secret that is too long', secretOf(65)],
    ['a secret without its prefix', secretOf(24).slice(6)],
    ['a private key', secretOf(32).replace('whsec_', 'whsk_')],
    ['base64url', `whsec_${Buffer.alloc(24, 255).toString('base64url')}`],
    ['base64 without its end', secretOf(25).replace('==', '')],
    ['base64 with loose bits', `whsec_${'A'.repeat(33)}B==`],
    ['one good and one bad secret', `${secretOf(24)} x`],
    ['secrets with a comma', `${secretOf(24)},${secretOf(24)}`],
  ])('must not hold %s, and its text is not told', (_, text) => {
    let message = '';
    try {
      parseSecrets(text);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toBe('its secret is not one or two of whsec_<base64 of 24 to 64 bytes>');
  });
});

/** Secrets of an SSM that answers as it is told. */
function givenSecrets(answer: () => string) {
  const asked: unknown[] = [];
  const clock = { now: 0 };
  const ssm = {
    async send({ input }: GetParameterCommand) {
      asked.push(input);
      return { Parameter: { Value: answer() } };
    },
  };
  return { asked, clock, secrets: new Secrets(ssm as never, () => clock.now) };
}

describe('the secrets of an endpoint', () => {
  it('are asked for decrypted, and kept five minutes', async () => {
    const { asked, clock, secrets } = givenSecrets(() => secretOf(24));
    for (const now of [0, 299_999]) {
      clock.now = now;
      await secrets.of('/a/first');
    }
    expect(asked).toEqual([{ Name: '/a/first', WithDecryption: true }]);
    clock.now = 300_000;
    await secrets.of('/a/first');
    await secrets.of('/a/second');
    expect(asked).toHaveLength(3);
  });

  it('are asked for again after a failure, at once', async () => {
    let answers = 0;
    const { secrets } = givenSecrets(() => {
      answers += 1;
      if (answers === 1) throw new ParameterNotFound({ message: 'secret text', $metadata: {} });
      return answers === 2 ? 'malformed' : secretOf(24);
    });
    await expect(secrets.of('a')).rejects.toMatchObject({
      name: 'SecretUnreadable',
      message: 'its secret cannot be read: ParameterNotFound',
    });
    await expect(secrets.of('a')).rejects.toMatchObject({ name: 'SecretUnreadable' });
    expect(await secrets.of('a')).toHaveLength(1);
  });

  it.each([
    ['does not answer', Object.assign(new Error(), { name: 'TimeoutError' })],
    ['fails', Object.assign(new Error(), { name: 'InternalServerError', $fault: 'server' })],
    ['throttles', Object.assign(new Error(), { name: 'ThrottlingException', $fault: 'client' })],
  ])('stay in use while SSM %s', async (_, failure) => {
    let down = false;
    const { clock, secrets } = givenSecrets(() => {
      if (down) throw failure;
      return secretOf(24);
    });
    const before = await secrets.of('/a/first');
    down = true;
    clock.now = 300_000;
    expect(await secrets.of('/a/first')).toEqual(before);
    await expect(secrets.of('/a/second')).rejects.toThrow('its secret cannot be read');
  });

  it('are none any more once SSM says so', async () => {
    let gone = false;
    const { clock, secrets } = givenSecrets(() => {
      if (gone) throw new ParameterNotFound({ message: 'gone', $metadata: {} });
      return secretOf(24);
    });
    await secrets.of('/a/first');
    gone = true;
    clock.now = 300_000;
    await expect(secrets.of('/a/first')).rejects.toThrow('its secret cannot be read: ParameterNotFound');
  });
});
