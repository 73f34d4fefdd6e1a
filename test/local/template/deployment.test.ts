import { describe, expect, it } from 'vitest';
import { readAssembly } from '../../../local/template/assembly.ts';
import { deploy } from '../../../local/template/deployment.ts';
import { assemblyForTest, type TestStack } from '../support/assembly.ts';

const environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  queueUrl: (name: string) => `http://sqs/${name}`,
};

const deployed = (stacks: Record<string, TestStack>) =>
  deploy(readAssembly(assemblyForTest(stacks)), environment);

describe('a deployment', () => {
  it('takes stacks in the order of their dependencies, and hands exports on', () => {
    const { resources } = deployed({
      user: {
        dependencies: ['owner'],
        template: {
          Resources: {
            Rule: { Type: 'AWS::S3::Bucket', Properties: { Tags: { 'Fn::ImportValue': 'table' } } },
          },
        },
      },
      owner: {
        template: {
          Resources: { Table: { Type: 'AWS::DynamoDB::Table' } },
          Outputs: { Out: { Value: { Ref: 'Table' }, Export: { Name: 'table' } } },
        },
      },
    });
    expect(resources.map(({ logicalId }) => logicalId)).toEqual(['Table', 'Rule']);
    expect(resources[1]?.properties).toEqual({ Tags: 'owner-Table' });
  });

  it('leaves out resources whose condition does not hold', () => {
    const { resources } = deployed({
      app: {
        template: {
          Parameters: { Size: { Default: 'small' } },
          Conditions: {
            Big: { 'Fn::Equals': [{ Ref: 'Size' }, 'big'] },
            Small: { 'Fn::Not': [{ Condition: 'Big' }] },
          },
          Resources: {
            Never: { Type: 'AWS::SQS::Queue', Condition: 'Big' },
            Always: { Type: 'AWS::SQS::Queue', Condition: 'Small' },
          },
        },
      },
    });
    expect(resources.map(({ logicalId }) => logicalId)).toEqual(['Always']);
  });

  it.each([
    ['AWS::DynamoDB::Table', {}, 'app-Thing', 'arn:aws:dynamodb:us-east-1:000000000000:table/app-Thing'],
    [
      'AWS::DynamoDB::Table',
      { TableName: 'given' },
      'given',
      'arn:aws:dynamodb:us-east-1:000000000000:table/given',
    ],
    ['AWS::S3::Bucket', {}, 'app-thing', 'arn:aws:s3:::app-thing'],
    ['AWS::SQS::Queue', {}, 'http://sqs/app-Thing', 'arn:aws:sqs:us-east-1:000000000000:app-Thing'],
    ['AWS::Lambda::Function', {}, 'app-Thing', 'arn:aws:lambda:us-east-1:000000000000:function:app-Thing'],
    ['AWS::IAM::Role', {}, 'app-Thing', 'arn:aws:iam::000000000000:role/app-Thing'],
    ['AWS::SNS::Topic', {}, 'app-Thing', 'arn:aws:sns:us-east-1:000000000000:app-Thing'],
  ])('names %s %j as AWS does', (Type, Properties, ref, arn) => {
    const { resources } = deployed({ app: { template: { Resources: { Thing: { Type, Properties } } } } });
    expect(resources[0]).toMatchObject({ ref, arn });
  });

  it('gives aliases and versions the ARN of their function', () => {
    const FunctionName = { Ref: 'Code' };
    const { resources } = deployed({
      app: {
        template: {
          Resources: {
            Code: { Type: 'AWS::Lambda::Function' },
            Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName } },
            Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName, Name: 'live' } },
          },
        },
      },
    });
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:app-Code';
    expect(resources.map(({ ref }) => ref)).toEqual(['app-Code', `${arn}:1`, `${arn}:live`]);
  });

  it('keeps names within what services allow, and apart', () => {
    const id = 'A'.repeat(90);
    const { resources } = deployed({
      app: {
        template: {
          Resources: {
            [`${id}1`]: { Type: 'AWS::S3::Bucket' },
            [`${id}2`]: { Type: 'AWS::S3::Bucket' },
            [`${id}3`]: { Type: 'AWS::Lambda::Function' },
          },
        },
      },
    });
    const [first, second, third] = resources.map(({ ref }) => ref);
    expect(first).toMatch(/^[a-z0-9-]{63}$/);
    expect(second).not.toBe(first);
    expect(third).toHaveLength(64);
  });

  it.each([
    [
      'a resource that is not there',
      { Ref: 'Missing' },
      'app, resource Thing: The template refers to Missing',
    ],
    ['an export that is not there', { 'Fn::ImportValue': 'x' }, 'app, resource Thing: No stack exports x.'],
    ['an attribute of nothing', { 'Fn::GetAtt': ['Missing', 'Arn'] }, 'Fn::GetAtt of Missing'],
  ])('names what refers to %s', (_, value, message) => {
    const template = { Resources: { Thing: { Type: 'AWS::S3::Bucket', Properties: { Tags: value } } } };
    expect(() => deployed({ app: { template } })).toThrow(message);
  });
});
