import { createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DeliveryConfig } from '../../../../lib/stages/delivery.ts';
import { localDelivery } from '../../../../tools/local/delivery/local-delivery.ts';

const delivery: DeliveryConfig = {
  widths: [100, 200],
  maxAgeSeconds: 60,
  domain: { name: 'images.example.org', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/x' },
  keys: [{ publicKeyPem: 'of the deployment', secretParameter: '/deployed' }],
};

describe('delivery on the laptop', () => {
  it('is none, of a stage that has none, unless it is asked for', () => {
    expect(localDelivery({ delivery: false })).toBeUndefined();
    expect(localDelivery({ delivery: false }, true)?.delivery).toMatchObject({
      widths: [320, 640, 960, 1280, 1920, 2560],
      maxAgeSeconds: 86_400,
    });
  });

  it('is that of the stage, but for its domain and its keys', () => {
    const { delivery: local, parameters } = localDelivery({ delivery })!;
    expect(local).toEqual({
      widths: [100, 200],
      maxAgeSeconds: 60,
      keys: [
        {
          publicKeyPem: expect.stringContaining('PUBLIC KEY'),
          secretParameter: '/image-intake/local/delivery',
        },
      ],
    });
    const [key] = local.keys;
    const signature = sign('sha256', Buffer.from('policy'), parameters[key!.secretParameter]!);
    const publicKey = createPublicKey(key!.publicKeyPem);
    expect(verify('sha256', Buffer.from('policy'), publicKey, signature)).toBe(true);
    expect(publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  });

  it('has another key each time, and the same one in a folder of data', () => {
    const kept = new Map<string, unknown>();
    const once = <Value>(name: string, make: () => Value): Value => {
      if (!kept.has(name)) kept.set(name, make());
      return kept.get(name) as Value;
    };
    const data = { once } as Parameters<typeof localDelivery>[2];
    expect(localDelivery({}, true)).not.toEqual(localDelivery({}, true));
    expect(localDelivery({}, true, data)).toEqual(localDelivery({}, true, data));
  });

  it('has no key where nobody needs a signature', () => {
    const open = localDelivery({ delivery: { ...delivery, public: true, keys: [] } });
    expect(open).toEqual({
      delivery: { widths: [100, 200], maxAgeSeconds: 60, public: true, keys: [] },
      parameters: {},
    });
  });
});
