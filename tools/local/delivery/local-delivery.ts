import { generateKeyPairSync } from 'node:crypto';
import type { DeliveryConfig } from '../../../lib/stages/delivery.ts';
import type { StageConfig } from '../../../lib/stages/stages.ts';
import type { DataFolder } from '../../../local/data/data-folder.ts';

/** The delivery of a run, whose URLs are signed with a key of its own: nobody else has that of the stage. */
export interface LocalDelivery {
  /** The stage's setting. */
  delivery: DeliveryConfig;
  /** What the local SSM holds. */
  parameters: Record<string, string>;
}

/** Of a stage that has none itself. */
const DELIVERY = { widths: [320, 640, 960, 1280, 1920, 2560], maxAgeSeconds: 86_400 };
const PARAMETER = '/image-intake/local/delivery';

/**
 * How a run delivers images; undefined where it does not.
 * @param wanted - also of a stage that does not
 * @param data - where the key outlives the run; it is another one each time when left out
 */
export function localDelivery(
  { delivery }: Partial<Pick<StageConfig, 'delivery'>> = {},
  wanted = false,
  data?: DataFolder,
): LocalDelivery | undefined {
  if (!delivery && !wanted) return undefined;
  // A name of the stage's own leads to its deployment.
  const { domain: _, keys: __, ...rest }: DeliveryConfig = delivery || { ...DELIVERY, keys: [] };
  if (rest.public) return { delivery: { ...rest, keys: [] }, parameters: {} };
  const { publicKeyPem, privateKeyPem } = data?.once('delivery key', newKey) ?? newKey();
  return {
    delivery: { ...rest, keys: [{ publicKeyPem, secretParameter: PARAMETER }] },
    parameters: { [PARAMETER]: privateKeyPem },
  };
}

function newKey(): { publicKeyPem: string; privateKeyPem: string } {
  const pair = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicKeyPem: pair.publicKey, privateKeyPem: pair.privateKey };
}
