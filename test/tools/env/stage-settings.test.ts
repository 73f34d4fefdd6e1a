import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { stageSettings } from '../../../tools/env/stage-settings.ts';

const cloudFormation = mockClient(CloudFormationClient);
const apiGateway = mockClient(APIGatewayClient);
const API = { ApiBaseUrl: 'https://abc.execute-api.eu-central-1.amazonaws.com/v1/', ApiKeyId: 'k1' };

function given(stack: string, outputs: Record<string, string>): void {
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  cloudFormation.on(DescribeStacksCommand, { StackName: stack }).resolves({
    Stacks: [{ StackName: stack, CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE', Outputs }],
  });
}

function givenKeys(...statuses: string[]): void {
  const keys = statuses.map((ResourceStatus) => ({
    ResourceType: 'AWS::ApiGateway::ApiKey',
    ResourceStatus,
  }));
  const others = [{ ResourceType: 'AWS::ApiGateway::RestApi', ResourceStatus: 'CREATE_COMPLETE' }];
  cloudFormation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: others as never });
  cloudFormation
    .on(ListStackResourcesCommand, { StackName: 'dev-api', NextToken: undefined })
    .resolves({ StackResourceSummaries: keys as never, NextToken: 'more' });
}

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

beforeEach(() => {
  cloudFormation.reset();
  apiGateway.reset();
  cloudFormation
    .on(DescribeStacksCommand)
    .rejects(named('ValidationError', 'Stack with id x does not exist'));
  apiGateway.on(GetApiKeyCommand).resolves({ value: 'secret', enabled: true });
  givenKeys('CREATE_COMPLETE');
});

async function read(withKey = true) {
  const said: string[] = [];
  const region = 'eu-central-1';
  const settings = await stageSettings(
    'dev',
    { cloudFormation: new CloudFormationClient({ region }), apiGateway: new APIGatewayClient({ region }) },
    { withKey, say: (sentence) => said.push(sentence) },
  );
  return { settings, said };
}

describe('the settings of a deployed stage', () => {
  it('are in the outputs of its stacks, but for the value of its key', async () => {
    given('dev-api', {
      ...API,
      UsersIssuer: 'https://login.example',
      UsersAudience: 'api',
      UsersClientId: 'page',
    });
    given('dev-web', { PageUrl: 'https://d1.cloudfront.net/' });
    expect(await read()).toEqual({
      settings: {
        stage: 'dev',
        region: 'eu-central-1',
        baseUrl: API.ApiBaseUrl,
        apiKey: 'secret',
        pageUrl: 'https://d1.cloudfront.net/',
        issuer: 'https://login.example',
        audience: 'api',
        clientId: 'page',
      },
      said: [],
    });
    expect(apiGateway.commandCalls(GetApiKeyCommand)[0]!.args[0].input).toEqual({
      apiKey: 'k1',
      includeValue: true,
    });
  });

  it('need neither page nor users', async () => {
    given('dev-api', API);
    expect((await read()).settings).toMatchObject({ pageUrl: undefined, issuer: undefined });
  });

  it('are read without the key for what everybody may see, so that this asks for no right to it', async () => {
    given('dev-api', API);
    expect((await read(false)).settings.apiKey).toBeUndefined();
    expect(apiGateway.calls()).toEqual([]);
  });

  it('have the newest of two keys, which is said', async () => {
    given('dev-api', API);
    givenKeys('CREATE_COMPLETE', 'DELETE_COMPLETE', 'UPDATE_COMPLETE');
    expect(await read()).toMatchObject({
      settings: { apiKey: 'secret' },
      said: ['dev has 2 API keys; this is the newest, k1.'],
    });
  });

  it.each<[string, () => void, RegExp]>([
    [
      'is not deployed',
      () => {},
      /^dev is not deployed, or not whole yet: the stack dev-api has no outputs in eu-/,
    ],
    ['is not whole yet', () => given('dev-api', {}), /^dev is not deployed, or not whole yet/],
    [
      'has lost its key',
      () => apiGateway.on(GetApiKeyCommand).rejects(named('NotFoundException', 'Invalid API Key identifier')),
      /^The API key k1 of dev is there no more/,
    ],
    [
      'has a disabled key',
      () => apiGateway.on(GetApiKeyCommand).resolves({ value: 'secret', enabled: false }),
      /^The API key k1 of dev is disabled\.$/,
    ],
    [
      'is of an account without credentials here',
      () =>
        cloudFormation
          .on(DescribeStacksCommand)
          .rejects(named('CredentialsProviderError', 'Could not load credentials from any providers')),
      /^No credentials of the account of dev were found/,
    ],
    [
      'may not be read',
      () => cloudFormation.on(DescribeStacksCommand).rejects(named('AccessDenied', 'not authorized\nmore')),
      /^dev cannot be read: not authorized$/,
    ],
  ])('are refused in one sentence when the stage %s', async (what, change, message) => {
    if (!what.endsWith('deployed')) given('dev-api', API);
    change();
    await expect(read()).rejects.toThrow(message);
    await expect(read()).rejects.not.toThrow(/\n|secret/);
  });
});

describe('npm run env', () => {
  it('without a region fails with one sentence, and writes nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'env-command-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const env = { PATH: process.env.PATH, HOME: folder };
    const run = promisify(execFile)(
      'npm',
      ['run', '--silent', 'env', '--', 'dev', '--file', join(folder, '.env')],
      { env },
    );
    await expect(run).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'No region is known for dev: set AWS_REGION, or env of the stage in lib/stages/stages.ts.\n',
    });
    expect(existsSync(join(folder, '.env'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith('.env'))).toEqual([]);
  });
});
