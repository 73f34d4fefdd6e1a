import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type StageConfig, stages } from '../../../lib/stages/stages.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

const CERTIFICATE = `arn:aws:acm:eu-central-1:${'1'.repeat(12)}:certificate/0`;
const domain = { name: 'images.a.example', certificateArn: CERTIFICATE };

describe('a stage with a firewall', () => {
  const api = apiOf({ firewall: { requestsPer5Minutes: 4321 } });

  it('puts a web ACL before the API', () => {
    const { ResourceArn, WebACLArn } = theOnly(api, 'AWS::WAFv2::WebACLAssociation').Properties;
    const [acl] = resourcesOf(api, 'AWS::WAFv2::WebACL')[0]!;
    const [stage] = resourcesOf(api, 'AWS::ApiGateway::Stage')[0]!;
    expect(WebACLArn).toEqual({ 'Fn::GetAtt': [acl, 'Arn'] });
    expect(JSON.stringify(ResourceArn)).toContain(`{"Ref":"${stage}"}`);
    api.hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
  });

  it('blocks an address that makes more requests than the stage allows', () => {
    expect(rules()[0]).toMatchObject({
      Action: { Block: {} },
      Statement: { RateBasedStatement: { Limit: 4321, AggregateKeyType: 'IP' } },
    });
  });

  it('runs AWS’s managed rules, and only counts those that the contract’s free text would trip', () => {
    const groups = rules().slice(1);
    expect(groups.map(({ Statement }) => Statement.ManagedRuleGroupStatement!.Name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
    for (const group of groups) expect(group.OverrideAction).toEqual({ None: {} });
    const counted = groups[2]!.Statement.ManagedRuleGroupStatement!.RuleActionOverrides;
    expect(counted).toContainEqual({ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } });
    expect(counted).toContainEqual({ Name: 'CrossSiteScripting_BODY', ActionToUse: { Count: {} } });
  });

  it('keeps the API key out of sampled requests', () => {
    api.hasResourceProperties('AWS::WAFv2::WebACL', {
      DataProtectionConfig: {
        DataProtections: [
          Match.objectLike({ Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['x-api-key'] } }),
        ],
      },
    });
  });

  function rules(): Rule[] {
    return theOnly(api, 'AWS::WAFv2::WebACL').Properties.Rules;
  }
});

describe('a stage without firewall', () => {
  it('pays for none', () => {
    expect(resourcesOf(apiOf({ firewall: false }), 'AWS::WAFv2::WebACL')).toEqual([]);
  });
});

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

  it('does not synthesize without a certificate', () => {
    expect(() => apiOf({ domain: { name: 'images.a.example' } as never })).toThrow(
      'Stage "trial" in lib/stages/stages.ts: domain.certificateArn must be the ARN of an ACM certificate',
    );
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

interface Rule {
  OverrideAction?: unknown;
  Statement: { ManagedRuleGroupStatement?: { Name: string; RuleActionOverrides: unknown[] } };
}
