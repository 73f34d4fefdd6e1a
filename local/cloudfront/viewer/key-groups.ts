import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Deployment } from '../../template/deployment.ts';

/**
 * The public keys of the key groups, by their ids.
 * @param groups - ids, as a behaviour trusts them
 * @throws Error for a group or a key that no stack declares, and for what is no public key of RSA or of ECDSA on P-256
 */
export function trustedKeys(
  deployment: Deployment,
  groups: readonly string[],
  whose: string,
): ReadonlyMap<string, KeyObject> {
  const declaredGroups = deployment.ofType<{ KeyGroupConfig: { Items: string[] } }>(
    'AWS::CloudFront::KeyGroup',
  );
  const declaredKeys = deployment.ofType<{ PublicKeyConfig: { EncodedKey: string } }>(
    'AWS::CloudFront::PublicKey',
  );
  const ids = groups.flatMap((id) => {
    const group = declaredGroups.find(({ ref }) => ref === id);
    if (!group) throw new Error(`${whose} trusts the key group ${id}, which no stack declares.`);
    return group.properties.KeyGroupConfig.Items;
  });
  return new Map(
    ids.map((id) => {
      const key = declaredKeys.find(({ ref }) => ref === id);
      if (!key) throw new Error(`${whose} trusts the key ${id}, which no stack declares.`);
      return [id, readKey(key.properties.PublicKeyConfig.EncodedKey, key.logicalId)];
    }),
  );
}

function readKey(pem: string, logicalId: string): KeyObject {
  const wrong = () =>
    new Error(
      `The public key ${logicalId} is none of RSA with 2048 bits, and none of ECDSA on P-256, in PEM.`,
    );
  if (!pem.trimStart().startsWith('-----BEGIN PUBLIC KEY-----')) throw wrong();
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw wrong();
  }
  const { asymmetricKeyType, asymmetricKeyDetails: { modulusLength, namedCurve } = {} } = key;
  const isRsa = asymmetricKeyType === 'rsa' && modulusLength === 2048;
  if (!isRsa && !(asymmetricKeyType === 'ec' && namedCurve === 'prime256v1')) throw wrong();
  return key;
}
