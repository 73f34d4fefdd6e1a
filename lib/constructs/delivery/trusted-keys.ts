import { KeyGroup, PublicKey } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { type DeliveryKey, fingerprintOf } from '../../stages/delivery.ts';
import { globalNameOf } from '../../stages/service-name.ts';

/**
 * The keys whose signatures CloudFront takes. Each has its id from the key itself: a public key cannot be changed, and removing
 * the old one must not touch the new one.
 */
export class TrustedKeys extends Construct {
  readonly group: KeyGroup;
  /** Newest last. */
  readonly publicKeys: readonly PublicKey[];

  /** @param keys - newest last, at least one */
  constructor(scope: Construct, id: string, keys: readonly DeliveryKey[]) {
    super(scope, id);
    const name = globalNameOf(this);
    this.publicKeys = keys.map((key) => {
      const fingerprint = fingerprintOf(key);
      return new PublicKey(this, `Key${fingerprint}`, {
        publicKeyName: `${name}-${fingerprint}`,
        encodedKey: key.publicKeyPem,
      });
    });
    this.group = new KeyGroup(this, 'Group', { keyGroupName: name, items: [...this.publicKeys] });
  }
}
