import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface SigningKey {
  id: string;
  privateKey: KeyObject;
}

export const newKeys = {
  ec: () => exported(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  rsa: () => exported(generateKeyPairSync('rsa', { modulusLength: 2048 })),
};

function exported({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }) {
  return { privateKey, publicKeyPem: String(publicKey.export({ type: 'spki', format: 'pem' })) };
}

/** @param until - epoch ms */
export const policyOf = (resource: string, until: number, conditions: object = {}): string =>
  JSON.stringify({
    Statement: [
      {
        Resource: resource,
        Condition: { DateLessThan: { 'AWS:EpochTime': Math.floor(until / 1000) }, ...conditions },
      },
    ],
  });

/** A URL's parameters with a custom policy. */
export function signed(
  policy: string,
  { id, privateKey }: SigningKey,
  hash: 'SHA1' | 'SHA256' = 'SHA256',
): Record<string, string> {
  return {
    Policy: urlSafe(Buffer.from(policy)),
    Signature: urlSafe(sign(hash.toLowerCase(), Buffer.from(policy), privateKey)),
    'Key-Pair-Id': id,
    ...(hash === 'SHA256' && { 'Hash-Algorithm': 'SHA256' }),
  };
}

export const queryOf = (parameters: Record<string, string>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

/** Base64 in CloudFront's characters. */
export const urlSafe = (bytes: Buffer): string =>
  bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '~').replaceAll('=', '_');

export const HOUR = 3_600_000;

/** A signature of one record's folder, that ends an hour after the time of a clock. */
export const signature = (
  { origin, keys, folder }: { origin: string; keys: readonly SigningKey[]; folder: string },
  now = Date.now(),
  at = 0,
): string => queryOf(signed(policyOf(`${origin}${folder}*`, now + HOUR), keys[at]!));
