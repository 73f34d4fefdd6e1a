import type { IStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/**
 * Rules that would block what the contract allows: titles hold any text and bodies exceed 8 KB, nothing executes
 * them, and programs need not name themselves. They are counted, not blocked.
 */
const COUNTED = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'EC2MetaDataSSRF_BODY',
  'NoUserAgent_HEADER',
];

const MANAGED: [group: string, counted: string[]][] = [
  ['AWSManagedRulesAmazonIpReputationList', []],
  ['AWSManagedRulesKnownBadInputsRuleSet', []],
  ['AWSManagedRulesCommonRuleSet', COUNTED],
];

/** A WAF web ACL before an API stage: AWS's managed rules, and a rate limit for each IP address. */
export class Firewall extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { stage, requestsPer5Minutes }: { stage: IStage & { stageArn: string }; requestsPer5Minutes: number },
  ) {
    super(scope, id);
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
      rules: [
        {
          name: 'RateByAddress',
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: { limit: requestsPer5Minutes, aggregateKeyType: 'IP' } },
          visibilityConfig: visible('RateByAddress'),
        },
        ...MANAGED.map(([group, counted], index) => ({
          name: group,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name: group,
              ruleActionOverrides: counted.map((name) => ({ name, actionToUse: { count: {} } })),
            },
          },
          visibilityConfig: visible(group),
        })),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stage.stageArn, webAclArn: acl.attrArn });
  }
}

const visible = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});
