import { fromEnv } from '@aws-sdk/credential-provider-env';
import { Sha256 } from './sha256.ts';

/**
 * What an SDK client would find out at each cold start by asking a dozen places, `~/.aws/config` last. A function has but
 * its environment: region, credentials, endpoint, FIPS and dual stack are in the variables that every SDK reads; the rest
 * is decided here.
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 * @param service - as `AWS_ENDPOINT_URL_<SERVICE>` names it
 */
export function fromEnvironment(service: 'CLOUDFRONT' | 'DYNAMODB' | 'EVENTBRIDGE' | 'S3' | 'SQS' | 'SSM') {
  const { AWS_REGION: region, [`AWS_ENDPOINT_URL_${service}`]: endpoint } = process.env;
  return {
    authSchemePreference: [] as string[],
    credentials: fromEnv(),
    defaultsMode: 'standard' as const,
    ignoreConfiguredEndpointUrls: true,
    maxAttempts: 3,
    retryMode: 'standard' as const,
    sha256: Sha256,
    useDualstackEndpoint: process.env.AWS_USE_DUALSTACK_ENDPOINT === 'true',
    useFipsEndpoint: process.env.AWS_USE_FIPS_ENDPOINT === 'true',
    userAgentAppId: async () => undefined,
    ...(region && { region }),
    ...(endpoint && { endpoint }),
  };
}
