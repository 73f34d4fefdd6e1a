import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type StageConfig, stages } from '../../../lib/stages/stages.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

const CERTIFICATE = `arn:aws:acm:eu-central-1:${'1'.repeat(12)}:certificate/0`;
const domain = { name: 'images.a.example', certificateArn: CERTIFICATE };

describe('a stage with a domain', () => {
  const api = apiOf({ domain });

  it('serves the API there, with its certificate, over TLS 1.2', () => {
    api.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'images.a.example',
      RegionalCertificateArn: CERTIFICATE,
      SecurityPolicy: 'TLS_1_2',
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
    const [stage] = resourcesOf(api, 'AWS::ApiGateway::Stage')[0]!;
    api.hasResourceProperties('AWS::ApiGateway::BasePathMapping', { Stage: { Ref: stage } });
  });

  it('tells clients that address, and the owner what to point DNS at', () => {
    api.hasOutput('ApiBaseUrl', { Value: 'https://images.a.example/' });
    api.hasOutput('ApiMetadataUrl', { Value: 'https://images.a.example/metadata' });
    api.hasOutput('ApiDomainTarget', { Value: { 'Fn::GetAtt': [Match.anyValue(), 'RegionalDomainName'] } });
  });

  it('tells the address that API Gateway gave, too, which answers before DNS does', () => {
    const { Value } = api.findOutputs('ApiExecuteUrl').ApiExecuteUrl!;
    expect(JSON.stringify(Value)).toMatch(/\.execute-api\..*\/"/);
  });

  it('does not synthesize without a certificate', () => {
    expect(() => apiOf({ domain: { name: 'images.a.example' } as never })).toThrow(
      'Stage "trial" in lib/stages/stages.ts: domain.certificateArn must be the ARN of an ACM certificate',
    );
  });
});

describe('headers that a stage allows its pages', () => {
  const templates = templatesOf(
    synthesize('trial', { stages: { trial: { ...stages.dev!, allowedHeaders: ['x-client-version'] } } }),
  );

  it('are let through at the API and at the bucket, beside those of the contract', () => {
    const preflights = resourcesOf(templates.api!, 'AWS::ApiGateway::Method')
      .filter(([, { Properties }]) => Properties.HttpMethod === 'OPTIONS')
      .map(([, { Properties }]) => JSON.stringify(Properties.Integration.IntegrationResponses));
    expect(preflights.length).toBeGreaterThan(3);
    for (const preflight of preflights) expect(preflight).toMatch(/x-api-key[^"]*,x-client-version'/);
    const { CorsRules: rules } = theOnly(templates.storage!, 'AWS::S3::Bucket').Properties.CorsConfiguration;
    expect(rules[0].AllowedHeaders).toEqual(expect.arrayContaining(['range', 'x-client-version']));
  });
});

describe('API keys', () => {
  const api = apiOf({ apiKeys: ['old', 'new'] });

  it('all work at once, so that one replaces the other without downtime', () => {
    const keys = resourcesOf(api, 'AWS::ApiGateway::ApiKey').map(([id]) => id);
    expect(keys).toHaveLength(2);
    const plan = resourcesOf(api, 'AWS::ApiGateway::UsagePlan')[0]![0];
    const members = resourcesOf(api, 'AWS::ApiGateway::UsagePlanKey').map(([, { Properties }]) => [
      Properties.KeyId.Ref,
      Properties.UsagePlanId.Ref,
    ]);
    expect(members).toEqual(keys.map((key) => [key, plan]));
  });

  it('come into the plan one after the other: API Gateway refuses two at once', () => {
    const many = apiOf({ apiKeys: ['a', 'b', 'c'] });
    const members = resourcesOf(many, 'AWS::ApiGateway::UsagePlanKey');
    expect(members).toHaveLength(3);
    for (const [index, [, { DependsOn = [] }]] of members.entries())
      expect([DependsOn].flat()).toEqual(index > 0 ? [members[index - 1]![0]] : []);
  });

  it('tell the newest as the output ApiKeyId', () => {
    const [id] = resourcesOf(api, 'AWS::ApiGateway::ApiKey').find(([id]) => id.includes('new'))!;
    api.hasOutput('ApiKeyId', { Value: { Ref: id } });
  });

  it('survive a rotation: the one that stays is the same resource', () => {
    const ids = (apiKeys: string[]) =>
      resourcesOf(apiOf({ apiKeys }), 'AWS::ApiGateway::ApiKey').map(([id]) => id);
    expect(ids(['old', 'new'])).toEqual([...ids(['old']), ...ids(['new'])]);
  });
});

describe('users of a stage', () => {
  const users = { issuer: 'https://login.example', ticketsPerHour: 60 };

  it('are told of: who signs them in, for whom, and by which client', () => {
    const page = { clientId: 'page', scopes: ['openid'] };
    const api = apiOf({ users: { ...users, audience: 'urn:api', clientIds: ['page', 'app'], page } });
    api.hasOutput('UsersIssuer', { Value: 'https://login.example' });
    api.hasOutput('UsersAudience', { Value: 'urn:api' });
    api.hasOutput('UsersClientId', { Value: 'page' });
  });

  it('have a client to tell of where there is one, and no more', () => {
    const clientOf = (...clientIds: string[]) =>
      apiOf({ users: { ...users, clientIds } }).findOutputs('UsersClientId').UsersClientId?.Value;
    expect([clientOf('app'), clientOf('app', 'another')]).toEqual(['app', undefined]);
  });
});

describe('API Gateway’s own log', () => {
  it.each([
    ['dev', 'INFO'],
    ['staging', 'INFO'],
    ['prod', 'ERROR'],
  ])('of %s is at %s', (stage, level) => {
    const { api } = templatesOf(synthesize(stage));
    expect(theOnly(api!, 'AWS::ApiGateway::Stage').Properties.MethodSettings[0].LoggingLevel).toBe(level);
  });
});

function apiOf(options: Partial<StageConfig>) {
  const trial = { ...stages.dev!, ...options };
  return templatesOf(synthesize('trial', { stages: { trial } })).api!;
}
