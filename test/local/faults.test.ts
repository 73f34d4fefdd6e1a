import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AnsweredRequest, EndedInvocation } from '../../local/calls.ts';
import type { TemplateResource } from '../../local/template/assembly.ts';
import { type LocalRun, startLocalRun, type TestRunOptions } from '../support/local-run.ts';
import { assemblyForTest } from './support/assembly.ts';
import { lambda, restApi } from './support/resources.ts';

const VERSION =
  'exports.handler = async () => ({ statusCode: 200, body: process.env.AWS_LAMBDA_FUNCTION_VERSION });';

/** A function behind an API, called by its alias; and a queue that it may send to. */
const resources: Record<string, TemplateResource> = {
  ...lambda('Code', {}, [{ Effect: 'Allow', Action: '*', Resource: '*' }]),
  Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Code' } } },
  ...restApi([{ path: '/', function: 'Code' }]),
  Queue: { Type: 'AWS::SQS::Queue' },
};

/** Puts a message on the queue. */
async function send({ sqsEndpoint: endpoint, region, credentials, names }: LocalRun): Promise<void> {
  const sqs = new SQSClient({ endpoint, region, credentials });
  await sqs.send(new SendMessageCommand({ QueueUrl: names.queueUrls.Queue!, MessageBody: 'a' }));
  sqs.destroy();
}

async function given(source: string, options: TestRunOptions, Resources = resources) {
  const assembly = assemblyForTest({ app: { template: { Resources } } }, { Code: source });
  const run = await startLocalRun({ assembly, ...options });
  onTestFinished(run.stop);
  const get = async () => {
    const answer = await fetch(`${run.baseUrl}/`);
    return { status: answer.status, body: await answer.text() };
  };
  return { run, get };
}

describe('a run tells', () => {
  it('of requests and invocations, with status, version and time', async () => {
    const requests: AnsweredRequest[] = [];
    const invocations: EndedInvocation[] = [];
    const { run, get } = await given(VERSION, {
      onRequest: (request) => requests.push(request),
      onInvocation: (invocation) => invocations.push(invocation),
    });
    await get();
    await fetch(`${run.baseUrl}/nowhere`);
    expect(requests.map(({ stage, status }) => [stage, status])).toEqual([
      ['v1', 200],
      ['v1', 403],
    ]);
    expect(invocations).toMatchObject([{ version: '1', concurrent: 1 }]);
    expect(invocations[0]!.arn).toMatch(/:function:app-Code$/);
  });

  it('of an invocation that failed, with the type of its error', async () => {
    const invocations: EndedInvocation[] = [];
    const { get } = await given("exports.handler = async () => { throw new TypeError('no'); };", {
      onInvocation: (invocation) => invocations.push(invocation),
    });
    expect((await get()).status).toBe(502);
    expect(invocations).toMatchObject([{ error: 'TypeError' }]);
  });

  it.each([
    ['its ARN', { Ref: 'Live' }],
    ['its name', { 'Fn::Join': [':', [{ Ref: 'Code' }, 'live']] }],
  ])('of the alias by which a mapping calls a function, given by %s', async (_, FunctionName) => {
    const ended = Promise.withResolvers<EndedInvocation>();
    const EventSourceArn = { 'Fn::GetAtt': ['Queue', 'Arn'] };
    const mapped = {
      ...resources,
      Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Code' }, Name: 'live' } },
      Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn, FunctionName } },
    };
    const { run } = await given(VERSION, { onInvocation: ended.resolve }, mapped);
    await send(run);
    expect((await ended.promise).arn).toMatch(/^arn:aws:lambda:.*:function:app-Code:live$/);
  });

  it('what is on a queue, and how often it was received', async () => {
    const { run } = await given(VERSION, {});
    await send(run);
    const [queue] = run.deployment.ofType('AWS::SQS::Queue');
    const { visible, inFlight } = await run.messages(queue!.arn);
    expect(visible).toMatchObject([{ approximateReceiveCount: 0, sentTimestamp: expect.any(Number) }]);
    expect(inFlight).toEqual([]);
    await expect(run.messages('arn:aws:sqs:us-east-1:000000000000:none')).rejects.toThrow(/no queue/);
  });
});

describe('a release under way', () => {
  it('gives the declared version its part of the invocations, as number 2', async () => {
    const { run, get } = await given(VERSION, { newVersionShare: 0.25 });
    const answers: string[] = [];
    for (let request = 0; request < 8; request++) answers.push((await get()).body);
    expect(answers).toEqual(['1', '1', '1', '2', '1', '1', '1', '2']);
    const [version] = run.deployment.ofType('AWS::Lambda::Version');
    expect(version!.attributes.Version).toBe('2');
  });
});

describe('a fault', () => {
  it('changes a version: its bundle, its memory, its variables', async () => {
    const { get } = await given('exports.handler = async () => ({ statusCode: 200, body: process.env.A });', {
      newVersionShare: 0.5,
      faults: { version: (settings) => ({ ...settings, variables: { A: `of ${settings.version}` } }) },
    });
    expect([(await get()).body, (await get()).body]).toEqual(['of 1', 'of 2']);
  });

  it('denies what a role allows, from the moment on at which it begins', async () => {
    let begun = false;
    const source = `
      const sign = process.env.AWS_ACCESS_KEY_ID;
      exports.handler = async () => {
        const answer = await fetch(process.env.AWS_ENDPOINT_URL_SQS, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': 'AmazonSQS.ListQueues',
            authorization: 'AWS4-HMAC-SHA256 Credential=' + sign + '/20260101/us-east-1/sqs/aws4_request',
          },
          body: '{}',
        });
        return { statusCode: answer.status, body: await answer.text() };
      };`;
    const { get } = await given(source, {
      faults: {
        denies: ({ function: name, action }) => begun && name === 'Code' && action === 'sqs:ListQueues',
      },
    });
    expect((await get()).status).toBe(200);
    begun = true;
    expect(await get()).toEqual({ status: 403, body: expect.stringContaining('explicit deny') });
  });

  it('answers for DynamoDB, and is told of by the error', async () => {
    const source = `
      exports.handler = async () => {
        const answer = await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, {
          method: 'POST',
          headers: {
            'x-amz-target': 'DynamoDB_20120810.GetItem',
            authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/dynamodb/aws4_request',
          },
          body: JSON.stringify({ TableName: 't', Key: { id: { S: 'a' } } }),
        });
        return { statusCode: answer.status, body: await answer.text() };
      };`;
    const { run, get } = await given(source, {
      faults: { dynamodb: () => ({ type: 'ProvisionedThroughputExceededException', status: 400 }) },
    });
    expect(await get()).toEqual({
      status: 400,
      body: expect.stringContaining('#ProvisionedThroughputExceededException'),
    });
    expect(run.calls).toMatchObject([
      { operation: 'GetItem', error: 'ProvisionedThroughputExceededException' },
    ]);
  });
});
