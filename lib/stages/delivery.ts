import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { WIDEST_RENDITION } from '../../contract/sizes.ts';
import { type CloudFrontDomain, faultsOfCloudFrontDomain } from './domains.ts';
import { isParameterName, PARAMETER_NAME } from './parameters.ts';

/** Images in every width, from CloudFront. */
export interface DeliveryConfig {
  /** Pixels that may be asked for, ascending; others are snapped to the next. */
  widths: readonly number[];
  /** Nobody needs a signature: for images that anybody may see. */
  public?: boolean;
  /** Of the images' own. */
  domain?: CloudFrontDomain;
  /** For so long caches may keep an image, seconds. */
  maxAgeSeconds: number;
  /** The keys of the signatures, newest last, which signs; two at most. None where `public`. */
  keys: readonly DeliveryKey[];
}

export interface DeliveryKey {
  /** ECDSA on P-256, PEM. */
  publicKeyPem: string;
  /** Name of the SSM parameter, a SecureString, that holds the private key as PEM. */
  secretParameter: string;
}

/** Names a key among those of a stage, wherever it stands: 8 hexadecimal digits of a digest of its PEM. */
export const fingerprintOf = ({ publicKeyPem }: Pick<DeliveryKey, 'publicKeyPem'>): string =>
  createHash('sha256').update(publicKeyPem.trim()).digest('hex').slice(0, 8);

const MOST_WIDTHS = 10;
const NARROWEST = 16;
const SHORTEST_AGE = 60;
/** A year: what browsers call for ever. */
const LONGEST_AGE = 31_536_000;

/**
 * What is wrong with a stage's field `delivery`. Each part is bounded, so that all of them together fit into the 4 KB of a
 * function's environment.
 * @param taken - the stage's other domains, by their fields
 */
export function faultsOfDelivery(
  delivery: false | DeliveryConfig,
  taken: Readonly<Record<string, { name: string } | undefined>>,
): string[] {
  if (delivery === false) return [];
  if (typeof delivery !== 'object' || delivery === null)
    return ['delivery must be false, or { widths, maxAgeSeconds, keys }'];
  const { domain, maxAgeSeconds, public: isPublic } = delivery;
  const faults = faultsOfWidths(delivery.widths ?? []);
  if (isPublic !== undefined && typeof isPublic !== 'boolean')
    faults.push(`delivery.public must be true or false, not ${isPublic}`);
  if (!(Number.isInteger(maxAgeSeconds) && maxAgeSeconds >= SHORTEST_AGE && maxAgeSeconds <= LONGEST_AGE))
    faults.push(
      `delivery.maxAgeSeconds must be a whole number from ${SHORTEST_AGE} to ${LONGEST_AGE}, not ${maxAgeSeconds}`,
    );
  faults.push(...faultsOfKeys(delivery));
  if (domain) faults.push(...faultsOfCloudFrontDomain('delivery.domain', domain));
  for (const [field, other] of Object.entries(taken))
    if (domain && domain.name === other?.name)
      faults.push(`delivery.domain.name must not be that of ${field}: images have a host name of their own`);
  return faults;
}

function faultsOfWidths(widths: readonly number[]): string[] {
  const faults = widths
    .filter((width) => !(Number.isInteger(width) && width >= NARROWEST && width <= WIDEST_RENDITION))
    .map(
      (width) => `delivery.widths: ${width} must be a whole number from ${NARROWEST} to ${WIDEST_RENDITION}`,
    );
  if (widths.length < 1 || widths.length > MOST_WIDTHS)
    faults.push(`delivery.widths must be 1 to ${MOST_WIDTHS}`);
  if (widths.some((width, at) => at > 0 && !(width > widths[at - 1]!)))
    faults.push('delivery.widths must ascend, none of them twice');
  return faults;
}

function faultsOfKeys({ public: isPublic, keys = [] }: DeliveryConfig): string[] {
  if (isPublic)
    return keys.length === 0
      ? []
      : ['delivery.keys must be empty where delivery.public is true: nobody needs a signature'];
  const faults = keys.flatMap(faultsOfKey);
  if (keys.length < 1 || keys.length > 2)
    faults.push('delivery.keys must be one or two, the newest last, unless delivery.public is true');
  const [first, second] = keys;
  if (first && second && fingerprintOf(first) === fingerprintOf(second))
    faults.push('delivery.keys must not have a publicKeyPem twice');
  if (first && second && first.secretParameter === second.secretParameter)
    faults.push('delivery.keys must each have a secretParameter of their own');
  return faults;
}

/** The text of the key itself can be a secret, by mistake, and is not told. */
function faultsOfKey({ publicKeyPem, secretParameter }: DeliveryKey, at: number): string[] {
  const key = `delivery.keys[${at}]`;
  const faults: string[] = [];
  if (/PRIVATE KEY/.test(publicKeyPem))
    faults.push(
      `${key}.publicKeyPem is a private key: it belongs into its secretParameter alone, and one that was written down here must not be used`,
    );
  else if (!isP256(publicKeyPem))
    faults.push(
      `${key}.publicKeyPem must be the PEM of an ECDSA public key on P-256, from "-----BEGIN PUBLIC KEY-----" on and nothing else`,
    );
  if (!isParameterName(secretParameter)) faults.push(`${key}.secretParameter must be ${PARAMETER_NAME}`);
  return faults;
}

/** Whether a text is the PEM of such a key, and has nothing beside it, as CloudFront wants it. */
function isP256(pem: string): boolean {
  const key = publicKeyOf(pem);
  return (
    key?.asymmetricKeyDetails?.namedCurve === 'prime256v1' &&
    key.export({ type: 'spki', format: 'pem' }).toString().trim() === pem.trim()
  );
}

/** Undefined for what is no public key. */
function publicKeyOf(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}
