import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answeringUrl } from '../../../tools/smoke/answering-url.ts';
import { findStage } from '../../../tools/smoke/stage-target.ts';

describe('the address that is tested', () => {
  const FALLBACK = 'https://abc.execute-api.eu-central-1.amazonaws.com/v1/';
  let other: Server;
  let asked: (string | undefined)[];
  beforeAll(async () => {
    other = createServer((request, response) => {
      asked.push(request.headers['x-api-key'] as string | undefined);
      response.writeHead(404, { 'content-type': 'text/html' });
      response.end('<h1>parked</h1>');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(() => other?.close());

  const choose = async (baseUrl: string, fallbackUrl: string | undefined = FALLBACK) => {
    const said: string[] = [];
    return { url: await answeringUrl({ baseUrl, fallbackUrl }, (sentence) => said.push(sentence)), said };
  };

  it('is the one of API Gateway while DNS does not know the name, which is said', async () => {
    const { url, said } = await choose('https://images.invalid/');
    expect(url).toBe(FALLBACK);
    expect(said).toEqual([
      expect.stringMatching(
        /^images\.invalid does not answer as this service yet \((ENOTFOUND|EAI_AGAIN)\)\. Point it at the output ApiDomainTarget\. Until then https:\/\/abc\.execute-api\..*\/v1\/ is tested\.$/,
      ),
    ]);
  });

  it('is the one of API Gateway while the name belongs to something else, which gets no key', async () => {
    const { url, said } = await choose(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    expect(url).toBe(FALLBACK);
    expect(said[0]).toContain('(something else answers, with 404)');
    expect(asked).toEqual([undefined]);
  });

  it('is not asked about where there is no choice', async () => {
    expect(await choose('https://images.invalid/', 'https://images.invalid/')).toMatchObject({ said: [] });
    expect(await answeringUrl({ baseUrl: 'https://images.invalid/' }, expect.fail)).toBe(
      'https://images.invalid/',
    );
  });
});

describe('a deployed stage', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  const apiGateway = mockClient(APIGatewayClient);
  const find = () =>
    findStage('prod', { cloudFormation: new CloudFormationClient({}), apiGateway: new APIGatewayClient({}) });
  const given = (outputs: Record<string, string>) =>
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: [
        {
          StackName: 'prod-api',
          CreationTime: new Date(0),
          StackStatus: 'CREATE_COMPLETE',
          Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
        },
      ],
    });
  beforeEach(() => {
    cloudFormation.reset();
    apiGateway.reset();
    apiGateway.on(GetApiKeyCommand).resolves({ value: 'secret' });
  });

  it('is found with both its addresses and the value of its newest key', async () => {
    given({ ApiBaseUrl: 'https://images.a.example/', ApiExecuteUrl: 'https://abc/v1/', ApiKeyId: 'k1' });
    expect(await find()).toEqual({
      baseUrl: 'https://images.a.example/',
      fallbackUrl: 'https://abc/v1/',
      apiKey: 'secret',
    });
    expect(cloudFormation.commandCalls(DescribeStacksCommand)[0]!.args[0].input).toEqual({
      StackName: 'prod-api',
    });
    expect(apiGateway.commandCalls(GetApiKeyCommand)[0]!.args[0].input).toEqual({
      apiKey: 'k1',
      includeValue: true,
    });
  });

  it('is not there before its first deployment, nor while that is under way', async () => {
    given({});
    expect(await find()).toBeUndefined();
    const missing = Object.assign(new Error('Stack with id prod-api does not exist'), {
      name: 'ValidationError',
    });
    cloudFormation.on(DescribeStacksCommand).rejects(missing);
    expect(await find()).toBeUndefined();
    expect(apiGateway.commandCalls(GetApiKeyCommand)).toEqual([]);
  });

  it('is a failure when nobody may look', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(new Error('not authorized'));
    await expect(find()).rejects.toThrow('not authorized');
  });
});
