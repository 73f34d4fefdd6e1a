import type { TemplateResource } from '../../../local/template/assembly.ts';
import { lambda, proxyTo, restApi } from '../support/resources.ts';

const gatewayResponse = (ResponseType: string, rest: object) => ({
  Type: 'AWS::ApiGateway::GatewayResponse',
  Properties: { RestApiId: { Ref: 'Api' }, ResponseType, ...rest },
});

/** A usage plan of the stage v1, and a key in it. */
export const USAGE_PLAN: Record<string, TemplateResource> = {
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

/** The functions' code, by their names. */
export const code = {
  Echo: 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });',
  Odd: `exports.handler = async ({ queryStringParameters: { how } }) => {
    if (how === 'throw') throw new Error('inside story');
    if (how === 'malformed') return 'no response';
    if (how === 'hang') await new Promise((r) => setTimeout(r, 60_000));
    if (how === 'empty') return { statusCode: 204 };
    return { statusCode: 200, multiValueHeaders: { 'X-Many': ['1', '2'] } };
  };`,
};

/** An API of every kind of method that the gateway's tests call. */
export const template = {
  Resources: {
    ...lambda('Echo'),
    ...lambda('Odd', { Timeout: 1 }),
    ...lambda('Unpermitted'),
    ...restApi(
      [
        { path: '/echo', function: 'Echo' },
        { path: '/echo/{id}', function: 'Echo' },
        { path: '/files/{proxy+}', function: 'Echo' },
        { path: '/odd', function: 'Odd' },
        {
          path: '/slow',
          properties: { Integration: { ...proxyTo({ 'Fn::GetAtt': ['Odd', 'Arn'] }), TimeoutInMillis: 100 } },
        },
        {
          path: '/unpermitted',
          properties: { Integration: proxyTo({ 'Fn::GetAtt': ['Unpermitted', 'Arn'] }) },
        },
        { path: '/keyed', function: 'Echo', properties: { ApiKeyRequired: true } },
        { path: '/limited', method: 'GET', function: 'Echo' },
        {
          path: '/checked',
          method: 'POST',
          function: 'Echo',
          properties: {
            RequestValidatorId: { Ref: 'Validator' },
            RequestModels: { 'application/json': { Ref: 'Model' } },
            RequestParameters: { 'method.request.querystring.q': true },
          },
        },
        {
          path: '/mock',
          properties: {
            Integration: {
              Type: 'MOCK',
              RequestTemplates: { 'application/json': '{ statusCode: 405 }' },
              IntegrationResponses: [
                {
                  StatusCode: 405,
                  ResponseParameters: { 'method.response.header.Allow': "'GET, POST'" },
                  ResponseTemplates: { 'application/json': '{"id":"$context.requestId"}' },
                },
              ],
            },
          },
        },
      ],
      {
        Variables: { color: 'red' },
        MethodSettings: [
          {
            ResourcePath: '/~1limited',
            HttpMethod: 'GET',
            ThrottlingRateLimit: 0.001,
            ThrottlingBurstLimit: 1,
          },
        ],
      },
    ),
    Model: {
      Type: 'AWS::ApiGateway::Model',
      Properties: { RestApiId: { Ref: 'Api' }, Schema: { type: 'object', required: ['a'] } },
    },
    Validator: {
      Type: 'AWS::ApiGateway::RequestValidator',
      Properties: { RestApiId: { Ref: 'Api' }, ValidateRequestBody: true, ValidateRequestParameters: true },
    },
    ...USAGE_PLAN,
    NotFound: gatewayResponse('MISSING_AUTHENTICATION_TOKEN', {
      StatusCode: '404',
      ResponseParameters: {
        'gatewayresponse.header.X-Static': "'always'",
        'gatewayresponse.header.X-Origin': 'method.request.header.Origin',
        'gatewayresponse.header.X-Id': 'context.requestId',
      },
      ResponseTemplates: {
        'application/json':
          '{"why":$context.error.messageString,"id":"$context.requestId","type":"$context.error.responseType"}',
      },
    }),
    Default4xx: gatewayResponse('DEFAULT_4XX', {
      ResponseTemplates: { 'application/json': '{"four":"$context.error.message"}' },
    }),
    BadBody: gatewayResponse('BAD_REQUEST_BODY', {
      ResponseTemplates: { 'application/json': '{"bad":"$context.error.validationErrorString"}' },
    }),
  },
};
