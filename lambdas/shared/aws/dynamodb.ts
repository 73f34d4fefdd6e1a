import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fromEnvironment } from './from-environment.ts';
import { type Patience, requestHandler } from './patience.ts';

/** A DynamoDB client for a Lambda function. */
export function dynamoDbClient(patience: Patience): DynamoDBClient {
  return new DynamoDBClient({
    ...fromEnvironment('DYNAMODB'),
    ...requestHandler(patience),
    accountIdEndpointMode: 'disabled',
    endpointDiscoveryEnabledProvider: async () => false,
  });
}
