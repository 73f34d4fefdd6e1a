import { describe, expect, it } from 'vitest';
import type { TemplateResource } from '../../local/template/assembly.ts';
import { admission, bucket, given, queue } from './support/given-run.ts';
import { lambda, restApi } from './support/resources.ts';

describe('a local run does not start', () => {
  it.each<[string, Record<string, TemplateResource>, RegExp]>([
    [
      'a function that misses a variable',
      { ...lambda('Code'), ...restApi([{ path: '/', function: 'Code' }]) },
      /^app-Code does not start: .*Missing environment variables: TABLE$/,
    ],
    [
      'a bucket that may not notify its queue',
      { Queue: queue, Bucket: bucket },
      /^Bucket Bucket may not notify queue Queue: no AWS::SQS::QueuePolicy/,
    ],
    [
      'a bucket that only another account may notify for',
      {
        Queue: queue,
        Bucket: bucket,
        Policy: admission({ Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } } }),
      },
      /may not notify/,
    ],
    [
      'a bucket that its queue takes for an account',
      { Queue: queue, Bucket: bucket, Policy: admission({ Principal: { AWS: 's3.amazonaws.com' } }) },
      /may not notify/,
    ],
    [
      'a queue policy that SQS would refuse',
      { Queue: queue, Bucket: bucket, Policy: admission({ Action: 'SendMessage' }) },
      /^The policy Policy has a statement that names the action "SendMessage"/,
    ],
    [
      'a policy that IAM would refuse',
      {
        ...lambda('Code', {}, [{ Effect: 'Allow', Action: 's3:*' }]),
        ...restApi([{ path: '/', function: 'Code' }]),
      },
      /^A policy of the role CodeRole has a statement that needs either Resource or NotResource/,
    ],
    [
      'a role that only another service may assume',
      {
        ...lambda('Code'),
        CodeRole: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Statement: [
                { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } },
              ],
            },
          },
        },
        ...restApi([{ path: '/', function: 'Code' }]),
      },
      /^The role CodeRole cannot be assumed: .* does not allow lambda.amazonaws.com/,
    ],
    [
      'a role with a boundary',
      {
        ...lambda('Code'),
        CodeRole: { Type: 'AWS::IAM::Role', Properties: { PermissionsBoundary: 'arn:aws:iam::1:policy/p' } },
        ...restApi([{ path: '/', function: 'Code' }]),
      },
      /^The role CodeRole has a PermissionsBoundary/,
    ],
    [
      'a method with an authorizer',
      restApi([{ path: '/', properties: { AuthorizationType: 'AWS_IAM' } }]),
      /^ANY \/: the local run has no authorizer of type AWS_IAM/,
    ],
    [
      'an integration with another service',
      restApi([{ path: '/', properties: { Integration: { Type: 'AWS' } } }]),
      /^ANY \/: the local run has no integration of type AWS/,
    ],
    [
      'an alias that is not there',
      {
        ...lambda('Code'),
        Source: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { FunctionName: { 'Fn::Sub': `\${Code}:live` }, EventSourceArn: 'arn' },
        },
      },
      /^Function Code has no version or alias live/,
    ],
  ])('with %s', async (_, resources, message) => {
    const source = 'if (!process.env.TABLE) throw new Error("Missing environment variables: TABLE");';
    await expect(given(resources, source)).rejects.toThrow(message);
  });

  it('on a port that is taken', async () => {
    const { baseUrl } = await given(restApi([]));
    await expect(given(restApi([]), '', { port: Number(new URL(baseUrl).port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

describe('a local run', () => {
  it('names what it does not know, and starts all the same', async () => {
    const { logs } = await given({
      ...restApi([]),
      Machine: { Type: 'AWS::StepFunctions::StateMachine' },
      Alarm: { Type: 'AWS::CloudWatch::Alarm' },
    });
    expect(logs).toEqual([
      {
        source: 'warning',
        line: 'The local run does not know AWS::StepFunctions::StateMachine and leaves it out.',
      },
    ]);
  });

  it('starts with a policy that lets the bucket in, and tells names and grants', async () => {
    const run = await given({
      Queue: queue,
      Bucket: bucket,
      Policy: admission({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::app-*' } } }),
      ...lambda('Code', {}, [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::x/*' }]),
      ...restApi([{ path: '/', function: 'Code' }]),
    });
    expect(run.names).toMatchObject({
      buckets: { Bucket: 'app-bucket' },
      queueUrls: { Queue: `${run.sqsEndpoint}/000000000000/app-Queue` },
    });
    expect(run.grants).toEqual([{ function: 'Code', action: 's3:GetObject', resource: 'arn:aws:s3:::x/*' }]);
  });

  it('gives each function credentials of its own', async () => {
    const source = `exports.handler = async () => ({ statusCode: 200, body: process.env.AWS_ACCESS_KEY_ID });`;
    const resources = {
      ...lambda('One'),
      ...lambda('Two'),
      ...restApi([
        { path: '/one', function: 'One' },
        { path: '/two', function: 'Two' },
      ]),
    };
    const { baseUrl } = await given(resources, source);
    const keys = await Promise.all(
      ['/one', '/two'].map(async (path) => (await fetch(baseUrl + path)).text()),
    );
    expect(keys).toEqual([expect.stringMatching(/^ASIA[A-Z2-7]{16}$/), expect.stringMatching(/^ASIA/)]);
    expect(keys[0]).not.toBe(keys[1]);
  });
});
