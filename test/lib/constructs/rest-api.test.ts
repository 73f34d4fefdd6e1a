import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../../lib/stages/stages.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

describe.each(Object.keys(stages))('REST API of %s', (stage) => {
  const config = stages[stage]!;
  let api: Template;
  beforeAll(() => {
    api = templatesOf(synthesize(stage)).api!;
  });

  it('asks for the API key on every method but the preflight', () => {
    const methods = resourcesOf(api, 'AWS::ApiGateway::Method');
    expect(methods.length).toBeGreaterThan(0);
    for (const [id, { Properties: method }] of methods) {
      expect([id, method.HttpMethod, method.ApiKeyRequired ?? false]).toEqual([
        id,
        method.HttpMethod,
        method.HttpMethod !== 'OPTIONS',
      ]);
    }
  });

  it('serves exactly the contract; other methods of a path reach the function to be answered 405', () => {
    expect(routesOf(api)).toEqual([
      '/metadata ANY DELETE GET OPTIONS POST',
      '/metadata/batch ANY OPTIONS POST',
      '/metadata/batch_get ANY OPTIONS POST',
      '/metadata/batch_delete ANY OPTIONS POST',
      '/metadata/{id} ANY DELETE GET OPTIONS PUT',
      '/api/upload_url ANY OPTIONS POST',
      '/api/download_url ANY OPTIONS POST',
    ]);
  });

  it('calls the alias `live`, never the function itself', () => {
    const [aliasId] = resourcesOf(api, 'AWS::Lambda::Alias').find(([id]) => id.startsWith('MetadataApi'))!;
    const proxied = resourcesOf(api, 'AWS::ApiGateway::Method').filter(
      ([, { Properties }]) => Properties.Integration.Type === 'AWS_PROXY',
    );
    expect(proxied.length).toBeGreaterThan(0);
    for (const [, method] of proxied)
      expect(JSON.stringify(method.Properties.Integration.Uri)).toContain(`{"Ref":"${aliasId}"}`);
    for (const [, permission] of resourcesOf(api, 'AWS::Lambda::Permission'))
      expect(permission.Properties.FunctionName).toEqual({ Ref: aliasId });
  });

  it('refuses at the gateway a POST whose body is no JSON object', () => {
    const posts = resourcesOf(api, 'AWS::ApiGateway::Method').filter(
      ([, { Properties }]) => Properties.HttpMethod === 'POST',
    );
    expect(posts).toHaveLength(6);
    for (const [, { Properties: post }] of posts) {
      expect(post.RequestValidatorId).toBeDefined();
      expect(post.RequestModels).toHaveProperty('application/json');
    }
    expect(theOnly(api, 'AWS::ApiGateway::Model').Properties.Schema).toMatchObject({ type: 'object' });
    expect(theOnly(api, 'AWS::ApiGateway::RequestValidator').Properties.ValidateRequestBody).toBe(true);
  });

  it('limits rate, burst and requests a day of its key to the stage’s', () => {
    api.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      Throttle: { RateLimit: config.throttle.ratePerSecond, BurstLimit: config.throttle.burst },
      Quota: { Limit: config.quotaPerDay, Period: 'DAY' },
    });
    api.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'v1',
      MethodSettings: [
        Match.objectLike({
          ResourcePath: '/*',
          HttpMethod: '*',
          ThrottlingRateLimit: config.throttle.ratePerSecond,
          ThrottlingBurstLimit: config.throttle.burst,
        }),
      ],
    });
  });

  it('traces, and never logs bodies', () => {
    const { TracingEnabled, MethodSettings } = theOnly(api, 'AWS::ApiGateway::Stage').Properties;
    expect(TracingEnabled).toBe(true);
    expect(MethodSettings[0].DataTraceEnabled).toBe(false);
  });

  it('writes one JSON line a request: id, key’s id, latency and error, but nothing secret', () => {
    const { Format } = theOnly(api, 'AWS::ApiGateway::Stage').Properties.AccessLogSetting;
    expect(JSON.parse(Format)).toMatchObject({
      requestId: '$context.requestId',
      apiKeyId: '$context.identity.apiKeyId',
      latencyMs: '$context.responseLatency',
      error: '$context.error.responseType',
    });
    expect(Format).not.toMatch(/apiKey"|identity\.apiKey[^I]|\.path"|querystring|requestOverride/);
  });

  it('compresses lists, and leaves single records as they are', () => {
    const { MinimumCompressionSize: minimum } = theOnly(api, 'AWS::ApiGateway::RestApi').Properties;
    expect(minimum).toBeGreaterThanOrEqual(3000);
    expect(minimum).toBeLessThanOrEqual(10_000);
  });

  it('answers every error of its own in the one error shape, with CORS headers, for no cache to keep', () => {
    const responses = resourcesOf(api, 'AWS::ApiGateway::GatewayResponse');
    expect(responses.map(([, { Properties }]) => Properties.ResponseType)).toEqual(
      expect.arrayContaining([
        'INVALID_API_KEY',
        'THROTTLED',
        'QUOTA_EXCEEDED',
        'DEFAULT_4XX',
        'DEFAULT_5XX',
      ]),
    );
    for (const [, { Properties: response }] of responses) {
      expect(Object.keys(response.ResponseTemplates)).toEqual(['application/json']);
      const body = JSON.parse(response.ResponseTemplates['application/json']);
      expect(body).toEqual(
        expect.objectContaining({
          message: expect.any(String),
          code: expect.stringMatching(/^[A-Z][A-Za-z]+$/),
          requestId: '$context.requestId',
        }),
      );
      expect(response.ResponseParameters).toHaveProperty([
        'gatewayresponse.header.Access-Control-Allow-Origin',
      ]);
      expect(response.ResponseParameters['gatewayresponse.header.Cache-Control']).toBe("'no-store'");
    }
  });
});

/** `/path METHOD METHOD …`, in the order of the template. */
function routesOf(api: Template): string[] {
  const resources = Object.fromEntries(resourcesOf(api, 'AWS::ApiGateway::Resource'));
  const pathOf = (id: string | undefined): string =>
    id && resources[id]
      ? `${pathOf(resources[id].Properties.ParentId.Ref)}/${resources[id].Properties.PathPart}`
      : '';
  const byPath = Object.groupBy(resourcesOf(api, 'AWS::ApiGateway::Method'), ([, { Properties }]) =>
    pathOf(Properties.ResourceId.Ref),
  );
  return Object.entries(byPath)
    .map(
      ([path, methods]) =>
        [path, methods!.map(([, { Properties }]) => Properties.HttpMethod).sort() as string[]] as const,
    )
    .filter(([, methods]) => methods.join() !== 'OPTIONS')
    .map(([path, methods]) => [path, ...methods].join(' '));
}
