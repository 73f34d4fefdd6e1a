import { describe, expect, it } from 'vitest';
import { USAGE_PLAN } from '../gateway-template.ts';
import { allow, givenGateway, guarded, obedient, type TokenEvent } from './given-gateway.ts';

describe('the authorizer', () => {
  it('comes after the route', async () => {
    const { call, asked } = await givenGateway(obedient);
    expect((await call('/nowhere', 'abc')).json()).toEqual({ message: 'Missing Authentication Token' });
    expect(asked).toEqual([]);
  });

  it('comes before the API key', async () => {
    const methods = [guarded('/', { ApiKeyRequired: true })];
    const { call } = await givenGateway(obedient, { methods, resources: USAGE_PLAN });
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
      ...USAGE_PLAN,
      Plan: {
        Type: 'AWS::ApiGateway::UsagePlan',
        Properties: { ...USAGE_PLAN.Plan!.Properties, Quota: { Limit: 2, Period: 'MONTH' } },
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
    const { call } = await givenGateway(auth, { methods, resources: { ...USAGE_PLAN, Api } });
    const headers = { 'x-api-key': 'the-key' };
    expect((await call('/', 'the-key')).json().requestContext.identity).toMatchObject({ apiKey: 'the-key' });
    expect((await call('/', 'another', { headers })).status).toBe(403);
  });

  it('does not give the API key where the API does not say so', async () => {
    const methods = [guarded('/', { ApiKeyRequired: true })];
    const { call } = await givenGateway(() => allow({ usageIdentifierKey: 'the-key' }), {
      methods,
      resources: USAGE_PLAN,
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
