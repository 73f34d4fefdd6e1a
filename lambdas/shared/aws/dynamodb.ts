import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fromEnvironment } from './from-environment.ts';
import { retryingConflicts } from './in-conflict.ts';
import { endingInTime, type Patience, requestHandler } from './patience.ts';

/** A DynamoDB client for a Lambda function. */
export function dynamoDbClient(patience: Patience): DynamoDBClient {
  const client = new DynamoDBClient({
    ...fromEnvironment('DYNAMODB'),
    ...requestHandler(patience),
    accountIdEndpointMode: 'disabled',
    endpointDiscoveryEnabledProvider: async () => false,
  });
  return retryingConflicts(endingInTime(client, patience));
}
