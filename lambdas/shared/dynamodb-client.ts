import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { Sha256 } from './sha256.ts';

/**
 * What an SDK client would find out at each cold start by asking a dozen places, `~/.aws/config` last: a tenth of a cold
 * start. A function has but its environment. https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
const ASKS_NOBODY = {
  accountIdEndpointMode: 'disabled',
  authSchemePreference: [],
  credentials: fromEnv(),
  defaultsMode: 'standard',
  endpointDiscoveryEnabledProvider: async () => false,
  ignoreConfiguredEndpointUrls: true,
  maxAttempts: 3,
  retryMode: 'standard',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: async () => undefined,
} satisfies DynamoDBClientConfig;

/** A DynamoDB client for a Lambda function, whose region, credentials and endpoint are those of its environment. */
export function dynamoDbClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const { AWS_REGION: region, AWS_ENDPOINT_URL_DYNAMODB: endpoint } = process.env;
  const client = new DynamoDBClient({
    ...ASKS_NOBODY,
    sha256: Sha256,
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    ...config,
  });
  // It copies and filters every item for a log that nobody keeps: a tenth of a list's CPU.
  client.middlewareStack.remove('loggerMiddleware');
  // Both put headers on each request that DynamoDB does nothing with.
  client.middlewareStack.remove('getUserAgentMiddleware');
  client.middlewareStack.remove('recursionDetectionMiddleware');
  return client;
}
