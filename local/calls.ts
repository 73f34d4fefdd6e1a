/** One call of a function to a local AWS service. */
export interface ServiceCall {
  /** Whose credentials signed it. */
  function: string;
  service: 'cloudfront' | 'dynamodb' | 'events' | 's3' | 'ssm';
  /** `GetItem`, `PutObject` and the like. */
  operation: string;
  /** ARN of the table, index, object, parameter, event bus or distribution. */
  resource: string;
  /** DynamoDB's capacity units, as the engine counts them; dynalite leaves out what writes cost in indexes. */
  consumedCapacity?: number;
  /** S3 only: bytes of the request's and of the answer's body. */
  bytesIn?: number;
  bytesOut?: number;
  /** A client made it, with a URL that the function has signed. */
  presigned?: true;
  /** Refused for want of a permission. */
  refused?: true;
  /** Not of S3: the type of the error that it answered with, `ConditionalCheckFailedException` and the like. */
  error?: string;
}

/** A request that the gateway has answered. */
export interface AnsweredRequest {
  /** `Ref` of the REST API, and the name of its stage. */
  apiId: string;
  stage: string;
  status: number;
  /** Epoch ms. */
  at: number;
  /** Until the answer was there. */
  ms: number;
}

/** An invocation of a function that has ended, or was throttled. */
export interface EndedInvocation {
  /** As it was called: with the alias, where it was called by one. */
  arn: string;
  version: string;
  /** Epoch ms. */
  at: number;
  /** Of the handler: neither waiting nor initialization. */
  ms: number;
  /** Invocations of the same version in work at its start, itself included. */
  concurrent: number;
  /** The type of the error that it ended with. */
  error?: string;
  throttled?: true;
  /** Of a stream's records: how long the last of them had waited when they were handed over, ms. */
  iteratorAgeMs?: number;
}

/** An event that a bus has taken. */
export interface BusEvent {
  id: string;
  /** Whose credentials signed the call. */
  function: string;
  /** ARN. */
  bus: string;
  source: string;
  detailType: string;
  /** What the text of JSON says. */
  detail: Record<string, unknown>;
  resources: string[];
  /** Epoch ms. */
  at: number;
}
