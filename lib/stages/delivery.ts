/** Images in every width, from CloudFront. */
export interface DeliveryConfig {
  /** Pixels that may be asked for, ascending; others are snapped to the next. */
  widths: readonly number[];
  /** Nobody needs a signature: for images that anybody may see. */
  public?: boolean;
  /** A host name of the images' own, and its ACM certificate of us-east-1, where CloudFront looks for it. */
  domain?: { name: string; certificateArn: string };
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
