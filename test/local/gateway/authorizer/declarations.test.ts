import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LambdaIntegration, RestApi, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Alias, Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { type AuthorizedOptions, allow, givenGateway, guarded } from './given-gateway.ts';

const start = (options: AuthorizedOptions) => givenGateway(() => allow(), options);

describe('an authorizer of a template', () => {
  it('may be written by CDK, its function called by an alias', async () => {
    const stack = new Stack(new App(), 'Stack');
    const lambda = (id: string) =>
      new Lambda(stack, id, {
        functionName: `app-${id}`,
        runtime: Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: Code.fromInline('exports.handler = () => {}'),
      });
    const handler = new Alias(stack, 'Live', { aliasName: 'live', version: lambda('Auth').currentVersion });
    const authorizer = new TokenAuthorizer(stack, 'Tokens', { handler, validationRegex: 'Bearer .+' });
    const api = new RestApi(stack, 'Api', { deployOptions: { stageName: 'v1' } });
    api.root.addMethod('GET', new LambdaIntegration(lambda('Echo')), { authorizer });
    const { Resources } = Template.fromStack(stack).toJSON();
    const { call, asked } = await start({ replaced: Resources });
    expect((await call('/', 'Bearer abc')).status).toBe(200);
    expect((await call('/', 'abc')).status).toBe(401);
    expect(asked).toHaveLength(1);
  });

  it('may have what has no effect on AWS either', async () => {
    const { call } = await start({ authorizer: { AuthType: 'custom', AuthorizerResultTtlInSeconds: '60' } });
    expect((await call('/', 'abc')).status).toBe(200);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['another type', { Type: 'REQUEST' }, 'the Type REQUEST; the local run knows TOKEN alone'],
    ['user pools', { Type: 'COGNITO_USER_POOLS' }, 'the Type COGNITO_USER_POOLS'],
    ['no type', { Type: undefined }, 'the Type undefined'],
    [
      'a role of its own',
      { AuthorizerCredentials: 'arn:aws:iam::1:role/r' },
      'the property AuthorizerCredentials, which the local run does not know',
    ],
    ['providers', { ProviderARNs: [] }, 'the property ProviderARNs'],
    ['no function', { AuthorizerUri: undefined }, 'the AuthorizerUri undefined, which is no function'],
    ['another service', { AuthorizerUri: 'https://a.example' }, 'the AuthorizerUri https://a.example'],
    [
      'a query parameter for its identity',
      { IdentitySource: 'method.request.querystring.token' },
      'the IdentitySource method.request.querystring.token, which is no method.request.header.NAME',
    ],
    [
      'two headers for its identity',
      { IdentitySource: 'method.request.header.A, method.request.header.B' },
      'the IdentitySource',
    ],
    ['too long a TTL', { AuthorizerResultTtlInSeconds: 3601 }, '3601 as AuthorizerResultTtlInSeconds'],
    ['a TTL below nothing', { AuthorizerResultTtlInSeconds: -1 }, '-1 as AuthorizerResultTtlInSeconds'],
    ['half a second', { AuthorizerResultTtlInSeconds: 0.5 }, '0.5 as AuthorizerResultTtlInSeconds'],
    ['an expression that is none', { IdentityValidationExpression: '(' }, 'cannot read'],
    ['an expression in Java alone', { IdentityValidationExpression: '\\p{Alpha}+' }, 'cannot read'],
    ['a class of classes', { IdentityValidationExpression: '[a-z&&[^b]]' }, 'cannot read'],
  ])('with %s does not start', async (_, authorizer, fault) => {
    const started = start({ authorizer });
    await expect(started).rejects.toThrow(/^The authorizer Authorizer has /);
    await expect(started).rejects.toThrow(fault);
    // Not even where no method names it.
    await expect(start({ authorizer, methods: [] })).rejects.toThrow(fault);
  });
});

describe('a method', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['CUSTOM, and no authorizer', { AuthorizerId: undefined }, 'CUSTOM needs an AuthorizerId'],
    ['an authorizer that is not there', { AuthorizerId: 'none' }, 'the API has no authorizer none'],
    ['an authorizer, and NONE', { AuthorizationType: 'NONE' }, 'an AuthorizerId needs'],
    ['an authorizer, and no type', { AuthorizationType: undefined }, 'an AuthorizerId needs'],
    ['AWS_IAM', { AuthorizationType: 'AWS_IAM' }, 'the local run has no authorizer of type AWS_IAM'],
    ['COGNITO_USER_POOLS', { AuthorizationType: 'COGNITO_USER_POOLS' }, 'no authorizer of type COGNITO'],
    ['scopes', { AuthorizationScopes: ['email'] }, 'does not know AuthorizationScopes'],
  ])('with %s does not start', async (_, properties, fault) => {
    const started = start({ methods: [guarded('/', properties)] });
    await expect(started).rejects.toThrow(/^ANY \/: /);
    await expect(started).rejects.toThrow(fault);
  });

  it('cannot name the authorizer of another API', async () => {
    const resources = {
      Other: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
    };
    const authorizer = { RestApiId: { Ref: 'Other' } };
    await expect(start({ authorizer, resources })).rejects.toThrow(
      /the API has no authorizer app-Authorizer/,
    );
  });
});

describe('an API', () => {
  it('that takes keys from nowhere known does not start', async () => {
    const Api = { Type: 'AWS::ApiGateway::RestApi', Properties: { ApiKeySourceType: 'QUERY' } };
    await expect(start({ resources: { Api } })).rejects.toThrow('the ApiKeySourceType QUERY');
  });
});
