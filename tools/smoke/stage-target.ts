import { type APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { outputsOf } from '../stage-outputs.ts';

export interface StageTarget {
  baseUrl: string;
  /** The address that API Gateway gave the API; the same as `baseUrl` without a domain. */
  fallbackUrl: string | undefined;
  apiKey: string;
}

/**
 * Where a deployed stage is, and the value of its newest key.
 * @returns undefined while it is not deployed
 */
export async function findStage(
  stage: string,
  { cloudFormation, apiGateway }: { cloudFormation: CloudFormationClient; apiGateway: APIGatewayClient },
): Promise<StageTarget | undefined> {
  const outputs = await outputsOf(cloudFormation, `${stage}-api`);
  const [baseUrl, keyId] = [outputs.get('ApiBaseUrl'), outputs.get('ApiKeyId')];
  // A stack has no outputs before it was created whole.
  if (!baseUrl || !keyId) return undefined;
  const { value } = await apiGateway.send(new GetApiKeyCommand({ apiKey: keyId, includeValue: true }));
  return { baseUrl, fallbackUrl: outputs.get('ApiExecuteUrl'), apiKey: value! };
}
