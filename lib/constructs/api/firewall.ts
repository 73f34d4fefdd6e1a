import type { IStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { API_CORS } from '../../../contract/cors.ts';
import { ERROR_CODES, type ErrorBody } from '../../../contract/error-codes.ts';
import { MANAGED_RULES } from './firewall-rules.ts';

/** Seconds for `Retry-After`: WAF looks at the last five minutes again every few seconds. */
const RETRY_AFTER_SECONDS = 30;

/**
 * The API's error shape, as far as WAF can: it has no variables, so that no request has an id. The word says where to
 * look instead.
 */
const TOO_MANY: ErrorBody = {
  message: 'Too many requests from this address; slow down and retry.',
  code: 'TooManyRequests',
  requestId: 'firewall',
};
const TOO_MANY_KEY = 'TooManyRequests';

/** A WAF web ACL before an API stage: AWS's managed rules, and a rate limit for each IP address. */
export class Firewall extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { stage, requestsPer5Minutes }: { stage: IStage & { stageArn: string }; requestsPer5Minutes: number },
  ) {
    super(scope, id);
    const rules = [
      rateRule('RateByAddress', requestsPer5Minutes, { notStatement: { statement: PREFLIGHT } }),
      // Apart, and with more room: a page whose preflight is blocked could not read that it must wait.
      rateRule('PreflightsByAddress', 2 * requestsPer5Minutes, PREFLIGHT),
      ...MANAGED_RULES.map(([group, counted]) => managedRule(group, Object.keys(counted))),
    ];
    const acl = new CfnWebACL(this, 'Acl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible('All'),
      // Sampled requests show headers in the console; the key must not be among them.
      dataProtectionConfig: {
        dataProtections: [
          { action: 'SUBSTITUTION', field: { fieldType: 'SINGLE_HEADER', fieldKeys: ['x-api-key'] } },
        ],
      },
      customResponseBodies: {
        [TOO_MANY_KEY]: { contentType: 'APPLICATION_JSON', content: JSON.stringify(TOO_MANY) },
      },
      rules: rules.map((rule, priority) => ({ ...rule, priority })),
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stage.stageArn, webAclArn: acl.attrArn });
  }
}

type Rule = Omit<CfnWebACL.RuleProperty, 'priority'>;

const PREFLIGHT: CfnWebACL.StatementProperty = {
  byteMatchStatement: {
    fieldToMatch: { method: {} },
    positionalConstraint: 'EXACTLY',
    searchString: 'OPTIONS',
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
};

/**
 * A limit for each address. It is ours, so the answer is: a 429 to be retried, not a 403. WAF's headers are fixed, and
 * a stage may allow several origins: `*` lets the pages of each read it, and others too. They learn nothing by it that
 * they could not have by asking themselves: the answer is the same words for everybody, and `*` never goes with
 * cookies. https://docs.aws.amazon.com/waf/latest/developerguide/customizing-the-response-for-blocked-requests.html
 */
function rateRule(name: string, limit: number, scopeDownStatement: CfnWebACL.StatementProperty): Rule {
  return {
    name,
    action: {
      block: {
        customResponse: {
          responseCode: ERROR_CODES.TooManyRequests.status,
          customResponseBodyKey: TOO_MANY_KEY,
          responseHeaders: [
            { name: 'Retry-After', value: String(RETRY_AFTER_SECONDS) },
            { name: 'Cache-Control', value: 'no-store' },
            { name: 'Access-Control-Allow-Origin', value: '*' },
            { name: 'Access-Control-Expose-Headers', value: API_CORS.exposedHeaders.join(',') },
          ],
        },
      },
    },
    statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP', scopeDownStatement } },
    visibilityConfig: visible(name),
  };
}

/** AWS's rules block with its plain 403, which API Gateway answers as `WAF_FILTERED`: gateway-errors.ts. */
function managedRule(name: string, counted: string[]): Rule {
  const ruleActionOverrides = counted.map((rule) => ({ name: rule, actionToUse: { count: {} } }));
  return {
    name,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name, ruleActionOverrides } },
    visibilityConfig: visible(name),
  };
}

const visible = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});
