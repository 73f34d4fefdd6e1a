import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../contract/answers.ts';
import { type StageConfig, stages } from '../../../lib/stages/stages.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

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

  it('limits what an address may ask for, and apart from it what browsers ask before', () => {
    const method = { ByteMatchStatement: { FieldToMatch: { Method: {} }, SearchString: 'OPTIONS' } };
    const [requests, preflights] = rules().map(({ Statement }) => Statement.RateBasedStatement);
    expect(requests).toMatchObject({
      Limit: 4321,
      AggregateKeyType: 'IP',
      ScopeDownStatement: { NotStatement: { Statement: method } },
    });
    // Twice as many: a request of a page has one preflight at most, which must not be the first to be blocked.
    expect(preflights).toMatchObject({ Limit: 8642, AggregateKeyType: 'IP', ScopeDownStatement: method });
  });

  it.each([0, 1])(
    'answers rule %i, which is ours, 429 in the error shape, for every page to read',
    (index) => {
      const { CustomResponse: answer } = rules()[index]!.Action!.Block!;
      expect(answer.ResponseCode).toBe(429);
      const headers = Object.fromEntries(answer.ResponseHeaders.map(({ Name, Value }) => [Name, Value]));
      // WAF takes no Content-Type: that of the body is set.
      expect(headers).toEqual({
        'Retry-After': '30',
        'Cache-Control': 'no-store',
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Expose-Headers': expect.stringContaining('Retry-After'),
      });
      const body = bodies()[answer.CustomResponseBodyKey]!;
      expect(body.ContentType).toBe('APPLICATION_JSON');
      expect(errorAnswer.parse(JSON.parse(body.Content))).toEqual({
        message: expect.stringMatching(/slow down/),
        code: 'TooManyRequests',
        requestId: 'firewall',
      });
    },
  );

  it('never lets cookies go with an answer for every page', () => {
    expect(JSON.stringify(api.toJSON())).not.toMatch(/allow-credentials/i);
  });

  it('runs AWS’s managed rules, whose blocks are the gateway’s to answer', () => {
    const groups = rules().slice(2);
    expect(groups.map(({ Statement }) => Statement.ManagedRuleGroupStatement!.Name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
    for (const group of groups) expect(group).toMatchObject({ OverrideAction: { None: {} } });
    expect(rules().map(({ Priority }) => Priority)).toEqual([0, 1, 2, 3, 4]);
  });

  // By hand, from https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
  it('counts the rules that bodies, queries and cookies of the contract would trip, and blocks by all others', () => {
    const free = (rules: string[], parts: string[]) =>
      rules.flatMap((rule) => parts.map((part) => `${rule}_${part}`));
    const counted = rules()
      .slice(2)
      .map(({ Statement }) =>
        Statement.ManagedRuleGroupStatement!.RuleActionOverrides.map(({ Name, ActionToUse }) => {
          expect(ActionToUse).toEqual({ Count: {} });
          return Name;
        }).sort(),
      );
    expect(counted).toEqual([
      [],
      [...free(['JavaDeserializationRCE', 'Log4JRCE'], ['BODY', 'QUERYSTRING']), 'ReactJSRCE_BODY'].sort(),
      [
        ...free(['SizeRestrictions'], ['BODY', 'QUERYSTRING', 'Cookie_HEADER']),
        ...free(['EC2MetaDataSSRF', 'CrossSiteScripting'], ['BODY', 'QUERYARGUMENTS', 'COOKIE']),
        ...free(['GenericLFI', 'GenericRFI'], ['BODY', 'QUERYARGUMENTS']),
        'RestrictedExtensions_QUERYARGUMENTS',
        'NoUserAgent_HEADER',
      ].sort(),
    ]);
    expect(counted.flat().join()).not.toMatch(/URIPATH|METHOD|BadBots|Host_|RCE_HEADER/);
  });

  it('answers what the managed rules block with a code of its own, the key not being at fault', () => {
    api.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'WAF_FILTERED',
      StatusCode: '403',
      ResponseTemplates: { 'application/json': Match.stringLikeRegexp('"code":"FirewallRefused"') },
      ResponseParameters: Match.objectLike({
        'gatewayresponse.header.Access-Control-Allow-Origin': Match.anyValue(),
      }),
    });
    api.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'INVALID_API_KEY',
      StatusCode: '403',
      ResponseTemplates: { 'application/json': Match.stringLikeRegexp('"code":"Forbidden"') },
    });
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

  function bodies(): Record<string, { ContentType: string; Content: string }> {
    return theOnly(api, 'AWS::WAFv2::WebACL').Properties.CustomResponseBodies;
  }
});

describe('a stage without firewall', () => {
  it('pays for none', () => {
    expect(resourcesOf(apiOf({ firewall: false }), 'AWS::WAFv2::WebACL')).toEqual([]);
  });
});

function apiOf(options: Partial<StageConfig>) {
  const trial = { ...stages.dev!, ...options };
  return templatesOf(synthesize('trial', { stages: { trial } })).api!;
}

interface Rule {
  Priority: number;
  Action?: {
    Block?: {
      CustomResponse: {
        ResponseCode: number;
        CustomResponseBodyKey: string;
        ResponseHeaders: { Name: string; Value: string }[];
      };
    };
  };
  Statement: {
    RateBasedStatement?: object;
    ManagedRuleGroupStatement?: {
      Name: string;
      RuleActionOverrides: { Name: string; ActionToUse: object }[];
    };
  };
}
