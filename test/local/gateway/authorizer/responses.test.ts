import { describe, expect, it } from 'vitest';
import type { TemplateResource } from '../../../../local/template/assembly.ts';
import { givenGateway, guarded, obedient } from './given-gateway.ts';

const response = (ResponseType: string, rest: object): TemplateResource => ({
  Type: 'AWS::ApiGateway::GatewayResponse',
  Properties: { RestApiId: { Ref: 'Api' }, ResponseType, ...rest },
});

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
