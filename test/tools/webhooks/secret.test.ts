import {
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseSecrets } from '../../../lambdas/webhook-sender/secrets.ts';
import { finishRotation, makeSecret, newSecret, rotateSecret } from '../../../tools/webhooks/secret.ts';

const NAME = '/image-intake/first';
const mock = mockClient(SSMClient);
const ssm = new SSMClient({ region: 'eu-west-1' });
/** What SSM holds. */
let stored: { value: string; version: number } | undefined;
/** Somebody else's changes between a read and a write. */
let others: number;

beforeEach(() => {
  stored = undefined;
  others = 0;
  mock.reset();
  mock.on(GetParameterCommand).callsFake(() => {
    if (!stored) throw new ParameterNotFound({ message: '', $metadata: {} });
    return { Parameter: { Value: stored.value, Version: stored.version } };
  });
  mock.on(PutParameterCommand).callsFake(({ Value, Overwrite }: PutParameterCommandInput) => {
    if (stored && !Overwrite) throw new ParameterAlreadyExists({ message: '', $metadata: {} });
    stored = { value: Value!, version: (stored?.version ?? 0) + 1 + others };
    return { Version: stored.version };
  });
});

const secrets = () => stored!.value.split(' ');

describe('the secret of an endpoint', () => {
  it('is one that the sender takes, encrypted, and another each time', async () => {
    await makeSecret(ssm, NAME);
    expect(parseSecrets(stored!.value)).toHaveLength(1);
    expect(mock.commandCalls(PutParameterCommand)[0]!.args[0].input).toMatchObject({
      Name: NAME,
      Type: 'SecureString',
    });
    expect(newSecret()).not.toBe(newSecret());
  });

  it('is never overwritten by another first one', async () => {
    await makeSecret(ssm, NAME);
    const before = stored!.value;
    await expect(makeSecret(ssm, NAME)).rejects.toThrow(`${NAME} exists already; --rotate`);
    expect(stored!.value).toBe(before);
  });

  it('is rotated by a second one before it, until that stands alone', async () => {
    await makeSecret(ssm, NAME);
    const [old] = secrets();
    await rotateSecret(ssm, NAME);
    const [fresh, kept, ...more] = secrets();
    expect([kept, more]).toEqual([old, []]);
    expect(parseSecrets(stored!.value)).toHaveLength(2);
    await expect(rotateSecret(ssm, NAME)).rejects.toThrow('two secrets already');
    await finishRotation(ssm, NAME);
    expect(secrets()).toEqual([fresh]);
    await expect(finishRotation(ssm, NAME)).rejects.toThrow('nothing to finish');
  });

  it.each([rotateSecret, finishRotation])('is made first: %o', async (change) => {
    await expect(change(ssm, NAME)).rejects.toThrow(`${NAME} does not exist: make it first`);
  });

  it('that is malformed is not rotated, and not told', async () => {
    stored = { value: 'my-secret-text', version: 1 };
    const error = await rotateSecret(ssm, NAME).catch((thrown: Error) => thrown);
    expect((error as Error).message).toMatch(/cannot be rotated: its secret is not/);
    expect((error as Error).message).not.toContain('my-secret-text');
  });

  it('that somebody else changes meanwhile is told', async () => {
    await makeSecret(ssm, NAME);
    others = 1;
    await expect(rotateSecret(ssm, NAME)).rejects.toThrow('changed by somebody else');
  });
});
