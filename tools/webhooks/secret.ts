import { randomBytes } from 'node:crypto';
import {
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { parseSecrets } from '../../lambdas/webhook-sender/secrets.ts';

/** A secret as Standard Webhooks have it. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/**
 * Makes the secret of an endpoint, encrypted by SSM's own key. It is never shown: whoever may read it does so by SSM.
 * @throws Error with one sentence when there is one already
 */
export async function makeSecret(ssm: SSMClient, parameter: string): Promise<void> {
  try {
    await ssm.send(
      new PutParameterCommand({
        Name: parameter,
        Value: newSecret(),
        Type: 'SecureString',
        Tier: 'Standard',
      }),
    );
  } catch (error) {
    if (!(error instanceof ParameterAlreadyExists)) throw error;
    throw new Error(`${parameter} exists already; --rotate gives it a second secret.`);
  }
}

/** Puts a new secret before the present one: both sign. @throws Error with one sentence */
export async function rotateSecret(ssm: SSMClient, parameter: string): Promise<void> {
  await change(ssm, parameter, ([present, ...more]) => {
    if (more.length > 0)
      throw new Error(`${parameter} has two secrets already; --finish leaves the newer one alone.`);
    return [newSecret(), present!];
  });
}

/** Leaves the newer one of two secrets. @throws Error with one sentence */
export async function finishRotation(ssm: SSMClient, parameter: string): Promise<void> {
  await change(ssm, parameter, ([newer, ...more]) => {
    if (more.length === 0) throw new Error(`${parameter} has one secret: there is nothing to finish.`);
    return [newer!];
  });
}

async function change(
  ssm: SSMClient,
  parameter: string,
  changed: (secrets: string[]) => string[],
): Promise<void> {
  const { text, version } = await read(ssm, parameter);
  const Value = changed(text.trim().split(/\s+/)).join(' ');
  const { Version } = await ssm.send(
    new PutParameterCommand({
      Name: parameter,
      Value,
      Type: 'SecureString',
      Tier: 'Standard',
      Overwrite: true,
    }),
  );
  // SSM has no conditional put; its numbers tell what it overwrote.
  if (Version !== version + 1)
    throw new Error(`${parameter} was changed by somebody else at the same time: see its history in SSM.`);
}

async function read(ssm: SSMClient, parameter: string): Promise<{ text: string; version: number }> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameter, WithDecryption: true }));
    const { Value = '', Version = 0 } = Parameter ?? {};
    parseSecrets(Value);
    return { text: Value, version: Version };
  } catch (error) {
    if (error instanceof ParameterNotFound)
      throw new Error(`${parameter} does not exist: make it first, without --rotate or --finish.`);
    if ((error as Error).name !== 'SecretUnreadable') throw error;
    throw new Error(
      `${parameter} cannot be rotated: ${(error as Error).message}. Delete it, and make it anew.`,
    );
  }
}
