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

type Unchecked = Partial<Record<string, unknown>>;

/** Whether JSON is {@link DeliverySettings}. */
export function isDelivery(value: unknown): value is DeliverySettings {
  const { origin, widths, key } = (value ?? {}) as Unchecked;
  const { id, publicKeyPem, parameter } = (key ?? {}) as Unchecked;
  const texts = [origin, ...(key === undefined ? [] : [id, publicKeyPem, parameter])];
  return (
    texts.every((text) => typeof text === 'string' && text !== '') &&
    URL.canParse(origin as string) &&
    new URL(origin as string).origin === origin &&
    Array.isArray(widths) &&
    widths.length > 0 &&
    widths.every((width, at) => Number.isInteger(width) && width > (at === 0 ? 0 : widths[at - 1]))
  );
}
