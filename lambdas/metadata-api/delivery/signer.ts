import { createPrivateKey, createPublicKey } from 'node:crypto';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { ssmClient } from '../../shared/aws/ssm.ts';
import type { DeliverySettings } from '../../shared/delivery/settings.ts';

/*
 * A bundle of its own, which is loaded when the first URL is signed: SSM's client would lengthen every cold start.
 */

/** Signs for all that a resource's wildcards match. @param expiresAt - epoch seconds @returns the query of a signed URL */
export type SignQuery = (resource: string, expiresAt: number) => string;

/** Within the time that a person waits for an answer, without which it can be given. */
const PATIENCE = { attempts: 2, requestMs: 1_000, attemptMs: 1_200 };

/** @throws Error that says why the private key cannot be had; never what the parameter holds */
export async function loadSigner(
  { id, publicKeyPem, parameter }: NonNullable<DeliverySettings['key']>,
  ssm: Pick<SSMClient, 'send'> = ssmClient(PATIENCE),
): Promise<SignQuery> {
  const privateKey = await readParameter(ssm, parameter);
  if (!isPair(privateKey, publicKeyPem)) throw new Error(`${parameter} has not the key of delivery.keys`);
  return (resource, expiresAt) => {
    const policy = JSON.stringify({
      Statement: [{ Resource: resource, Condition: { DateLessThan: { 'AWS:EpochTime': expiresAt } } }],
    });
    const signed = getSignedUrl({ policy, keyPairId: id, privateKey, algorithm: 'SHA256' });
    return signed.slice(signed.indexOf('?') + 1);
  };
}

async function readParameter(ssm: Pick<SSMClient, 'send'>, parameter: string): Promise<string> {
  try {
    const command = new GetParameterCommand({ Name: parameter, WithDecryption: true });
    return (await ssm.send(command)).Parameter?.Value ?? '';
  } catch (error) {
    throw new Error(`${parameter} cannot be read: ${(error as Error).name}`);
  }
}

function isPair(privateKey: string, publicKeyPem: string): boolean {
  try {
    return createPublicKey(createPrivateKey(privateKey)).equals(createPublicKey(publicKeyPem));
  } catch {
    return false;
  }
}
