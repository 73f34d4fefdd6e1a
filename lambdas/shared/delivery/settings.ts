/** What the API is told of the stage's delivery: the variable `DELIVERY`, as JSON; absent where the stage has none. */
export interface DeliverySettings {
  /** `https://HOST`, without a path. */
  origin: string;
  /** Pixels, ascending. */
  widths: number[];
  /** Absent where URLs need no signature. */
  key?: {
    /** Of the public key, as CloudFront knows it. */
    id: string;
    publicKeyPem: string;
    /** Name of the SSM parameter, a SecureString, that holds the private key as PEM. */
    parameter: string;
  };
}
