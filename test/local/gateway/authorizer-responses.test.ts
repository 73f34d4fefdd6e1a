import { describe, expect, it } from 'vitest';
import type { TemplateResource } from '../../../local/template/assembly.ts';
import { allow, deny, givenGateway, guarded, policy, type TokenEvent } from './given-gateway.ts';

const response = (ResponseType: string, rest: object): TemplateResource => ({
  Type: 'AWS::ApiGateway::GatewayResponse',
  Properties: { RestApiId: { Ref: 'Api' }, ResponseType, ...rest },
});

/** An authorizer that does what the token says. */
const obedient = ({ authorizationToken }: TokenEvent): unknown => {
  const context = { reason: 'expired', 'retry-after': 60, constructor: 'own' };
  if (authorizationToken === 'deny') return deny({ context });
  if (authorizationToken === 'fail') throw new Error('no token store');
  if (authorizationToken === 'refuse') throw new Error('Unauthorized');
  if (authorizationToken === 'unjudged') return policy({ Condition: { Bool: { 'aws:x': 'true' } } });
  return allow({ context });
};

describe('the gateway response', () => {
  it.each([
    ['UNAUTHORIZED', undefined, 'Unauthorized', '"Unauthorized"'],
    ['UNAUTHORIZED', 'refuse', 'Unauthorized', '"Unauthorized"'],
    [
      'ACCESS_DENIED',
      'deny',
      'User is not authorized to access this resource with an explicit deny',
      '"User is not authorized to access this resource with an explicit deny"',
    ],
    ['AUTHORIZER_CONFIGURATION_ERROR', 'fail', '', 'null'],
    ['AUTHORIZER_FAILURE', 'unjudged', '', 'null'],
  ])('of type %s is that of the template, for the token %s', async (type, token, message, messageString) => {
    const resources = {
      Response: response(type, {
        StatusCode: '418',
        ResponseParameters: {
          'gatewayresponse.header.X-Static': "'always'",
          'gatewayresponse.header.X-Type': 'context.error.responseType',
          'gatewayresponse.header.X-Origin': 'method.request.header.Origin',
        },
        ResponseTemplates: {
          'text/plain': '$context.error.message|$context.error.messageString|$context.error.responseType',
        },
      }),
    };
    const { call } = await givenGateway(obedient, { resources });
    const answer = await call('/', token, { headers: { Origin: 'https://a.example' } });
    expect(answer.status).toBe(418);
    expect(answer.text).toBe(`${message}|${messageString}|${type}`);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/plain',
      'x-static': 'always',
      'x-type': type,
      'x-origin': 'https://a.example',
    });
  });

  it.each([
    [undefined, 401, '4xx Unauthorized'],
    ['deny', 403, '4xx User is not authorized to access this resource with an explicit deny'],
    ['fail', 500, '5xx '],
    ['unjudged', 500, '5xx '],
  ])('of its class answers where its own type has none, for the token %s', async (token, status, text) => {
    const resources = {
      Four: response('DEFAULT_4XX', { ResponseTemplates: { 'text/plain': '4xx $context.error.message' } }),
      Five: response('DEFAULT_5XX', { ResponseTemplates: { 'text/plain': '5xx $context.error.message' } }),
    };
    const { call } = await givenGateway(obedient, { resources });
    expect(await call('/', token)).toMatchObject({ status, text });
  });

  it('tells what the authorizer said of a caller whom it denied', async () => {
    const resources = {
      Denied: response('ACCESS_DENIED', {
        ResponseParameters: {
          'gatewayresponse.header.Retry-After': 'context.authorizer.retry-after',
          'gatewayresponse.header.X-Missing': 'context.authorizer.toString',
        },
        ResponseTemplates: {
          'application/json': `{"code":"$context.authorizer.reason","who":"\${context.authorizer.principalId}","own":"$context.authorizer.constructor","not":"$context.authorizer.toString"}`,
        },
      }),
    };
    const { call } = await givenGateway(obedient, { resources });
    // The second is judged by the answer that is kept.
    for (const answer of [await call('/', 'deny'), await call('/', 'deny')]) {
      expect(answer.json()).toEqual({ code: 'expired', who: 'somebody', own: 'own', not: '' });
      expect(answer.headers.get('retry-after')).toBe('60');
      expect(answer.headers.get('x-missing')).toBeNull();
    }
  });

  it('knows nothing of a caller whom no authorizer has seen', async () => {
    const resources = {
      Unauthorized: response('UNAUTHORIZED', {
        ResponseParameters: { 'gatewayresponse.header.X-Who': 'context.authorizer.principalId' },
        ResponseTemplates: { 'text/plain': 'who: $context.authorizer.principalId' },
      }),
    };
    const { call } = await givenGateway(obedient, { resources });
    const answer = await call('/', 'refuse');
    expect(answer.text).toBe('who: ');
    expect(answer.headers.get('x-who')).toBeNull();
  });
});

describe('a mock behind an authorizer', () => {
  it('tells what the authorizer said, in templates and headers', async () => {
    const Integration = {
      Type: 'MOCK',
      RequestTemplates: { 'application/json': '{ statusCode: 200 }' },
      IntegrationResponses: [
        {
          StatusCode: 200,
          ResponseParameters: { 'method.response.header.X-Reason': 'context.authorizer.reason' },
          ResponseTemplates: {
            'application/json':
              '{"who":"$context.authorizer.principalId","again":"$context.authorizer.get("retry-after")"}',
          },
        },
      ],
    };
    const methods = [{ ...guarded('/', { Integration }), function: undefined! }];
    const { call } = await givenGateway(obedient, { methods });
    const answer = await call('/', 'abc');
    expect(answer.json()).toEqual({ who: 'somebody', again: '60' });
    expect(answer.headers.get('x-reason')).toBe('expired');
  });
});

describe('the authorizer', () => {
  const plan: Record<string, TemplateResource> = {
    Key: { Type: 'AWS::ApiGateway::ApiKey' },
    Plan: {
      Type: 'AWS::ApiGateway::UsagePlan',
      Properties: { ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: 'v1' }] },
    },
    Member: {
      Type: 'AWS::ApiGateway::UsagePlanKey',
      Properties: { KeyId: { Ref: 'Key' }, UsagePlanId: { Ref: 'Plan' } },
    },
  };

  it('comes after the route', async () => {
    const { call, asked } = await givenGateway(obedient);
    expect((await call('/nowhere', 'abc')).json()).toEqual({ message: 'Missing Authentication Token' });
    expect(asked).toEqual([]);
  });

  it('comes before the API key', async () => {
    const methods = [guarded('/', { ApiKeyRequired: true })];
    const { call } = await givenGateway(obedient, { methods, resources: plan });
    const statuses = async (headers: Record<string, string>) =>
      Promise.all(
        ['deny', undefined, 'abc'].map(async (token) => (await call('/', token, { headers })).status),
      );
    expect(await statuses({})).toEqual([403, 401, 403]);
    expect((await call('/', 'deny')).headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
    expect((await call('/', 'abc')).headers.get('x-amzn-errortype')).toBe('ForbiddenException');
    expect(await statuses({ 'x-api-key': 'the-key' })).toEqual([403, 401, 200]);
  });

  it('comes before the quota and the validation', async () => {
    const methods = [
      guarded('/', {
        ApiKeyRequired: true,
        RequestValidatorId: { Ref: 'Validator' },
        RequestParameters: { 'method.request.querystring.q': true },
      }),
    ];
    const resources = {
      ...plan,
      Plan: {
        Type: 'AWS::ApiGateway::UsagePlan',
        Properties: { ...plan.Plan!.Properties, Quota: { Limit: 2, Period: 'MONTH' } },
      },
      Validator: {
        Type: 'AWS::ApiGateway::RequestValidator',
        Properties: { RestApiId: { Ref: 'Api' }, ValidateRequestParameters: true },
      },
    };
    const { call } = await givenGateway(obedient, { methods, resources });
    const headers = { 'x-api-key': 'the-key' };
    const tokens = ['deny', 'refuse', 'fail', 'abc', 'abc', 'abc', 'deny'];
    const statuses: number[] = [];
    for (const token of tokens) statuses.push((await call('/', token, { headers })).status);
    expect(statuses).toEqual([403, 401, 500, 400, 400, 429, 403]);
  });

  it('comes before the throttle of the stage', async () => {
    const setting = {
      ResourcePath: '/*',
      HttpMethod: '*',
      ThrottlingRateLimit: 0.001,
      ThrottlingBurstLimit: 1,
    };
    const Properties = { RestApiId: { Ref: 'Api' }, StageName: 'v1', MethodSettings: [setting] };
    const resources = { Stage: { Type: 'AWS::ApiGateway::Stage', Properties } };
    const { call } = await givenGateway(obedient, { resources });
    const statuses: number[] = [];
    for (const token of ['deny', 'refuse', 'abc', 'abc', 'deny'])
      statuses.push((await call('/', token)).status);
    expect(statuses).toEqual([403, 401, 200, 429, 403]);
  });

  it('gives the API key where the API says so', async () => {
    const auth = ({ authorizationToken }: TokenEvent) => allow({ usageIdentifierKey: authorizationToken });
    const methods = [guarded('/', { ApiKeyRequired: true })];
    const Api = { Type: 'AWS::ApiGateway::RestApi', Properties: { ApiKeySourceType: 'AUTHORIZER' } };
    const { call } = await givenGateway(auth, { methods, resources: { ...plan, Api } });
    const headers = { 'x-api-key': 'the-key' };
    expect((await call('/', 'the-key')).json().requestContext.identity).toMatchObject({ apiKey: 'the-key' });
    expect((await call('/', 'another', { headers })).status).toBe(403);
  });

  it('does not give the API key where the API does not say so', async () => {
    const methods = [guarded('/', { ApiKeyRequired: true })];
    const { call } = await givenGateway(() => allow({ usageIdentifierKey: 'the-key' }), {
      methods,
      resources: plan,
    });
    expect((await call('/', 'abc')).status).toBe(403);
  });

  it('is not asked for methods that name none', async () => {
    const methods = [guarded('/guarded'), { path: '/open', function: 'Echo' }];
    const { call, asked } = await givenGateway(obedient, { methods });
    const { requestContext } = (await call('/open', 'deny')).json();
    expect(requestContext.authorizer).toBeUndefined();
    expect(asked).toEqual([]);
  });
});
