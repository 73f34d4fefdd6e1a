/** What AWS bills for, summed over some uploads or views. */
export interface Usage {
  apiRequests: number;
  /** Bytes of the API's answers, headers included. */
  apiBytesOut: number;
  /** Requests that the firewall looks at, where the stage has one. */
  wafRequests: number;
  lambdaInvocations: number;
  lambdaGbSeconds: number;
  dynamodbWriteUnits: number;
  dynamodbReadUnits: number;
  s3Puts: number;
  s3Gets: number;
  /** Bytes that S3 sent to clients; what functions read stays in the region, and is free. */
  s3BytesOut: number;
  sqsRequests: number;
  logBytes: number;
  /** Views that CloudFront answers, and the bytes of them. */
  cdnRequests: number;
  cdnBytesOut: number;
  /** Bytes put into the bucket, which stay there. */
  storedBytes: number;
  /** Bytes of records, and of their entries in indexes. */
  tableBytes: number;
}

export const noUsage = (): Usage => ({
  apiRequests: 0,
  apiBytesOut: 0,
  wafRequests: 0,
  lambdaInvocations: 0,
  lambdaGbSeconds: 0,
  dynamodbWriteUnits: 0,
  dynamodbReadUnits: 0,
  s3Puts: 0,
  s3Gets: 0,
  s3BytesOut: 0,
  sqsRequests: 0,
  logBytes: 0,
  cdnRequests: 0,
  cdnBytesOut: 0,
  storedBytes: 0,
  tableBytes: 0,
});

const KEYS = Object.keys(noUsage()) as (keyof Usage)[];

/** The usage of so many times as much. */
export const scaled = (usage: Usage, factor: number): Usage => from((key) => usage[key] * factor);

/** The usage of all of them together. */
export const summed = (...usages: Usage[]): Usage =>
  from((key) => usages.reduce((sum, usage) => sum + usage[key], 0));

const from = (amountOf: (key: keyof Usage) => number): Usage =>
  Object.fromEntries(KEYS.map((key) => [key, amountOf(key)])) as unknown as Usage;
