import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../local/gateway/context.ts';
import { render } from '../../../local/gateway/integration/mapping-template.ts';
import { mockAnswer } from '../../../local/gateway/integration/mock.ts';

describe('CORS preflights of several origins', () => {
  /** The integration that CDK writes. */
  const integration = () => {
    const stack = new Stack(new App(), 'Stack');
    const allowOrigins = ['https://a.example', 'https://b.example', 'https://c.example'];
    new RestApi(stack, 'Api', { defaultCorsPreflightOptions: { allowOrigins } });
    const [method] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method'));
    return method!.Properties.Integration;
  };
  const preflight = (headers: Record<string, string[]>) => {
    const request = {
      headers,
      query: {},
      pathParameters: {},
      body: Buffer.alloc(0),
      header: () => undefined,
    };
    const variables = { requestId: 'r1' };
    return mockAnswer(integration(), { request, variables } as unknown as RequestContext);
  };

  it('are written as this was made for', () => {
    expect(integration().IntegrationResponses[0].ResponseTemplates['application/json']).toBe(
      `#set($origin = $input.params().header.get("Origin"))
#if($origin == "")
  #set($origin = $input.params().header.get("origin"))
#end
#if($origin == "https://b.example" || $origin == "https://c.example")
  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#end`,
    );
  });

  it.each([
    ['the first origin', { Origin: ['https://a.example'] }, 'https://a.example'],
    ['the second', { Origin: ['https://b.example'] }, 'https://b.example'],
    ['the third, in a header of small letters', { origin: ['https://c.example'] }, 'https://c.example'],
    ['another origin', { Origin: ['https://evil.example'] }, 'https://a.example'],
    ['one that contains an allowed one', { Origin: ['https://b.example.evil'] }, 'https://a.example'],
    ['no origin', {}, 'https://a.example'],
  ])('allow, asked by %s', (_, headers, allowed) => {
    const answer = preflight(headers);
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect(new Map(answer.headers).get('Access-Control-Allow-Origin')).toBe(allowed);
  });

  it.each([
    ['https://a.example', { header: { 'Access-Control-Allow-Origin': 'https://a.example' } }],
    ['https://b.example', { header: { 'Access-Control-Allow-Origin': 'https://b.example' } }],
    ['https://b.example.evil', {}],
    ['', {}],
  ])('serve "%s" in the words of older versions of CDK', (origin, expected) => {
    const template = `#set($origin = $input.params().header.get("Origin"))
#if($origin == "")
  #set($origin = $input.params().header.get("origin"))
#end
#if($origin.matches("https://a.example") || $origin.matches("https://b.example"))
  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#end`;
    const responseOverride = {};
    const input = { params: () => ({ header: { get: () => origin } }) };
    expect(render(template, { context: { responseOverride }, input }).trim()).toBe('');
    expect(responseOverride).toEqual(expected);
  });
});

describe('the parameters of a mock', () => {
  it.each([
    ['$input.params("constructor")', ''],
    ['$input.params("__proto__")', ''],
    ['$input.params().header.get("constructor")', ''],
    ['$input.params("id") $input.params("q") $input.params().path.id', '7 2 7'],
    ['$input.params().header.keySet() $input.params().querystring', '[Accept] {q=2}'],
  ])('are only what was sent: %s', (template, expected) => {
    const request = {
      headers: { Accept: ['*/*'] },
      query: { q: ['1', '2'] },
      pathParameters: { id: '7' },
      body: Buffer.alloc(0),
      header: () => undefined,
    };
    const answer = mockAnswer(
      {
        RequestTemplates: { 'application/json': '{"statusCode": 200}' },
        IntegrationResponses: [{ StatusCode: 200, ResponseTemplates: { 'application/json': template } }],
      },
      { request, variables: { requestId: 'r1' } } as unknown as RequestContext,
    );
    expect(answer.body).toBe(expected);
  });
});
