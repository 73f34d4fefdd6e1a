import { type APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { outputsOf } from '../stage-outputs.ts';
import type { IntakeSettings } from './settings.ts';

interface Clients {
  cloudFormation: CloudFormationClient;
  apiGateway: APIGatewayClient;
}

/**
 * The settings of a deployed stage, from the outputs of its stacks.
 * @param withKey whether to ask for the value of its newest API key too, which no output has
 * @param say is told what the person should know
 * @throws Error with one sentence: not deployed, no credentials, no key
 */
export async function stageSettings(
  stage: string,
  { cloudFormation, apiGateway }: Clients,
  { withKey, say }: { withKey: boolean; say: (sentence: string) => void },
): Promise<IntakeSettings> {
  try {
    const region = await cloudFormation.config.region();
    const api = await outputsOf(cloudFormation, `${stage}-api`);
    const [baseUrl, keyId] = [api.get('ApiBaseUrl'), api.get('ApiKeyId')];
    if (!baseUrl || !keyId)
      throw new SayingError(
        `${stage} is not deployed, or not whole yet: the stack ${stage}-api has no outputs in ${region} of this account.`,
      );
    const web = await outputsOf(cloudFormation, `${stage}-web`);
    return {
      stage,
      region,
      baseUrl,
      apiKey: withKey ? await keyOf(stage, keyId, { cloudFormation, apiGateway }, say) : undefined,
      pageUrl: web.get('PageUrl'),
      issuer: api.get('UsersIssuer'),
      audience: api.get('UsersAudience'),
      clientId: api.get('UsersClientId'),
    };
  } catch (error) {
    throw sentenceOf(stage, error as Error);
  }
}

async function keyOf(
  stage: string,
  keyId: string,
  { cloudFormation, apiGateway }: Clients,
  say: (sentence: string) => void,
): Promise<string> {
  const { value, enabled } = await apiGateway
    .send(new GetApiKeyCommand({ apiKey: keyId, includeValue: true }))
    .catch((error: Error) => {
      if (error.name === 'NotFoundException') return { value: undefined, enabled: undefined };
      throw error;
    });
  if (!value)
    throw new SayingError(`The API key ${keyId} of ${stage} is there no more: a deployment makes it anew.`);
  if (enabled === false) throw new SayingError(`The API key ${keyId} of ${stage} is disabled.`);
  let keys = 0;
  for await (const page of paginateListStackResources(
    { client: cloudFormation },
    { StackName: `${stage}-api` },
  ))
    for (const { ResourceType, ResourceStatus } of page.StackResourceSummaries ?? [])
      if (ResourceType === 'AWS::ApiGateway::ApiKey' && !ResourceStatus?.startsWith('DELETE')) keys += 1;
  if (keys > 1) say(`${stage} has ${keys} API keys; this is the newest, ${keyId}.`);
  return value;
}

/** One that was written for a person. */
class SayingError extends Error {}

function sentenceOf(stage: string, error: Error): Error {
  if (error instanceof SayingError) return error;
  const [reason = ''] = error.message.split('\n');
  if (error.name === 'CredentialsProviderError')
    return new Error(
      `No credentials of the account of ${stage} were found, as the AWS CLI has them (AWS_PROFILE, aws sso login): ${reason}`,
    );
  if (reason === 'Region is missing')
    return new Error(
      `No region is known for ${stage}: set AWS_REGION, or env of the stage in lib/stages/stages.ts.`,
    );
  return new Error(`${stage} cannot be read: ${reason}`);
}
