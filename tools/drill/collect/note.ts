export type Dimensions = Record<string, string>;

/** Notes a value of a metric in a minute; published when its service publishes. */
export type Note = (
  namespace: string,
  name: string,
  dimensions: Dimensions,
  minute: number,
  value: number,
  published?: number,
) => void;
