/** One call of a function to a local AWS service. */
export interface ServiceCall {
  /** Whose credentials signed it. */
  function: string;
  service: 'dynamodb' | 's3';
  /** `GetItem`, `PutObject` and the like. */
  operation: string;
  /** ARN of the table, index or object. */
  resource: string;
  /** DynamoDB's capacity units, as the engine counts them; undefined where it does not say. */
  consumedCapacity?: number;
  /** The call was refused for want of this permission. */
  refused?: string;
}
