/** What AWS bills for, summed over some uploads or views. */
export interface Usage {
  apiRequests: number;
  /** Bytes of the API's answers, headers included. */
  apiBytesOut: number;
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
  /** Bytes left in the bucket. */
  storedBytes: number;
}

export const noUsage = (): Usage => ({
  apiRequests: 0,
  apiBytesOut: 0,
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
});

/** The usage of so many times as much. */
export function scaled(usage: Usage, factor: number): Usage {
  return Object.fromEntries(
    Object.entries(usage).map(([key, value]) => [key, value * factor]),
  ) as unknown as Usage;
}
