/** One call of a function to a local AWS service. */
export interface ServiceCall {
  /** Whose credentials signed it. */
  function: string;
  service: 'dynamodb' | 's3';
  /** `GetItem`, `PutObject` and the like. */
  operation: string;
  /** ARN of the table, index or object. */
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
}
