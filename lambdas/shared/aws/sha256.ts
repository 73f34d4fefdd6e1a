import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto';
import type { Checksum, SourceData } from '@smithy/types';

/**
 * SHA-256, and HMAC with a secret, for the SDK's signers: hand it to a client as `sha256`. The SDK's own class gives HMAC
 * keys to Node.js as bytes, of which Node.js 24 makes a key each time: a quarter of the CPU of a list with its URLs.
 */
export class Sha256 implements Checksum {
  readonly #secret: SourceData | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: SourceData) {
    this.#secret = secret;
    this.#hash = newHash(secret);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = newHash(this.#secret);
  }
}

function newHash(secret: SourceData | undefined): Hash | Hmac {
  return secret === undefined ? createHash('sha256') : createHmac('sha256', keyOf(secret));
}

/** Of the credentials' own secret, which is a text, and of the day's signing key, which the SDK keeps as bytes. */
const keysOfBytes = new WeakMap<object, KeyObject>();
let ofText: { text: string; key: KeyObject } | undefined;

function keyOf(secret: SourceData): KeyObject {
  if (typeof secret === 'string') {
    if (ofText?.text !== secret) ofText = { text: secret, key: createSecretKey(secret, 'utf8') };
    return ofText.key;
  }
  let key = keysOfBytes.get(secret);
  if (!key) {
    key = createSecretKey(
      ArrayBuffer.isView(secret)
        ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength)
        : Buffer.from(secret),
    );
    keysOfBytes.set(secret, key);
  }
  return key;
}
