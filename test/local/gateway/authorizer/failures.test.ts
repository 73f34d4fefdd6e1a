import { describe, expect, it } from 'vitest';
import { allow, givenGateway, policy } from './given-gateway.ts';

const failing = (message: string) => () => Promise.reject(new Error(message));

describe('a function that throws Unauthorized', () => {
  it('is answered with 401', async () => {
    const { call, logs } = await givenGateway(failing('Unauthorized'));
    expect(await call('/', 'abc')).toMatchObject({ status: 401, text: '{"message":"Unauthorized"}' });
    expect(logs).toEqual([]);
  });
});

describe('an authorizer that fails', () => {
  it.each<[string, () => unknown, string]>([
    ['throws something else', failing('no token store'), 'Error: no token store'],
    ['throws Unauthorized with more', failing('Unauthorized: expired'), 'Error: Unauthorized: expired'],
    ['throws it in small letters', failing('unauthorized'), 'Error: unauthorized'],
    ['answers nothing', () => undefined, 'It answered no object.'],
    ['answers a list', () => [allow()], 'It answered no object.'],
    ['answers as a proxy does', () => ({ statusCode: 401 }), 'no principalId that is a string'],
    ['names nobody', () => allow({ principalId: undefined }), 'no principalId that is a string'],
    ['names a number', () => allow({ principalId: 7 }), 'no principalId that is a string'],
    ['has no policy', () => ({ principalId: 'a' }), 'no policyDocument that is an object'],
    ['has a policy in JSON', () => allow({ policyDocument: '{}' }), 'no policyDocument that is an object'],
    ['has a policy of no statements', () => allow({ policyDocument: {} }), 'a statement that is no object'],
    ['has an old policy', () => allow({ policyDocument: { Version: '1' } }), 'the Version 1'],
    ['has no Effect', () => policy({ Effect: undefined }), 'has the Effect undefined'],
    ['has an Effect in small letters', () => policy({ Effect: 'allow' }), 'has the Effect allow'],
    ['has no Action', () => policy({ Action: undefined }), 'needs either Action or NotAction'],
    ['has no Resource', () => policy({ Resource: undefined }), 'needs either Resource or NotResource'],
    ['has a Resource that is no ARN', () => policy({ Resource: '/things/*' }), 'neither an ARN nor *'],
    ['has a Resource that is a number', () => policy({ Resource: 7 }), 'whose Resource is neither a string'],
    ['has a variable', () => policy({ Resource: `arn:\${aws:x}` }), 'a policy variable'],
    ['has a Principal', () => policy({ Principal: '*' }), 'with Principal, which it cannot have'],
    ['has a word too many', () => policy({ Conditions: {} }), 'with Conditions, which it cannot have'],
    ['has a Condition of nothing', () => policy({ Condition: { Bool: {} } }), 'with a malformed Condition'],
    [
      'has a Condition of no values',
      () => policy({ Condition: { StringNotEquals: { 'aws:SourceIp': [] } } }),
      'with a malformed Condition',
    ],
    ['has an object in its context', () => allow({ context: { a: {} } }), 'an object or array: a.'],
    ['has an array in its context', () => allow({ context: { a: ['b'] } }), 'an object or array: a.'],
    ['has a context that is a list', () => allow({ context: ['a'] }), 'context of its answer is no object'],
    ['has a key that is a number', () => allow({ usageIdentifierKey: 7 }), 'usageIdentifierKey'],
  ])('because it %s lets nobody in, shows nothing, and tells the log', async (_, auth, logged) => {
    const { call, logs } = await givenGateway(auth);
    const answer = await call('/', 'secret-token');
    expect(answer).toMatchObject({ status: 500, text: '{"message":null}' });
    expect(answer.headers.get('x-amzn-errortype')).toBe('AuthorizerConfigurationException');
    expect(logs).toEqual([expect.stringContaining(logged)]);
    expect(logs[0]).toMatch(/^The authorizer arn:aws:lambda:.*:function:app-Auth: /);
    expect(logs[0]).not.toContain('secret-token');
  });

  it.each([
    ['another function', { FunctionName: { Ref: 'Echo' } }],
    ['another API', { SourceArn: 'arn:aws:execute-api:us-east-1:000000000000:other/authorizers/*' }],
    [
      'methods alone',
      { SourceArn: { 'Fn::Sub': `arn:aws:execute-api:us-east-1:000000000000:\${Api}/v1/*` } },
    ],
    ['another service', { Principal: 's3.amazonaws.com' }],
  ])('because its permission is for %s is not called: 500', async (_, permission) => {
    const resources = {
      PermissionAuth: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { Ref: 'Auth' },
          Principal: 'apigateway.amazonaws.com',
          ...permission,
        },
      },
    };
    const { call, asked, logs } = await givenGateway(() => allow(), { resources });
    const answer = await call('/', 'abc');
    expect(answer).toMatchObject({ status: 500, text: '{"message":null}' });
    expect(answer.headers.get('x-amzn-errortype')).toBe('AuthorizerConfigurationException');
    expect(asked).toEqual([]);
    expect(logs).toEqual([expect.stringContaining('no AWS::Lambda::Permission')]);
  });
});

describe('a policy that the local run cannot judge', () => {
  it.each([
    ['an operator', { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, 'IpAddress of aws:SourceIp'],
    ['a key', { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }, 'Condition uses aws:SourceVpc'],
    ['a variable', { StringLike: { 'aws:Referer': `\${aws:x}` } }, 'with a policy variable'],
  ])('because of %s lets nobody in, and tells the log', async (_, Condition, logged) => {
    for (const Effect of ['Allow', 'Deny']) {
      const { call, logs } = await givenGateway(() => ({
        principalId: 'a',
        policyDocument: {
          Statement: [
            { Effect: 'Allow', Action: '*', Resource: '*' },
            { Effect, Action: '*', Resource: '*', Condition },
          ],
        },
      }));
      const answer = await call('/', 'abc');
      expect(answer).toMatchObject({ status: 500, text: '{"message":null}' });
      expect(answer.headers.get('x-amzn-errortype')).toBe('AuthorizerFailureException');
      expect(logs).toEqual([expect.stringContaining(logged)]);
    }
  });
});
