import { describe, expect, it } from 'vitest';
import { unboundedLogs } from './log-groups.ts';
import { type Find, spoilt } from './spoilt.ts';

const EMPTYING = 'CustomS3AutoDeleteObjectsCustomResourceProvider';
const HELPER = 'AWS679f53fac002430cb0da5b7982bd2287';

describe('a log group that nobody bounds is found', () => {
  it.each<[string, (find: Find) => void, string]>([
    [
      'a group that never expires',
      (find) => delete find('api', 'RestAccessLog').Properties.RetentionInDays,
      'no retention',
    ],
    [
      'a function of ours without group',
      (find) => delete find('api', 'MetadataApiFunction1').Properties.LoggingConfig,
      'no log group',
    ],
    [
      'the helper that empties buckets',
      (find) => delete find('web', `${EMPTYING}Handler`).Properties.LoggingConfig,
      'no log group',
    ],
    [
      'the helper that fills the page',
      (find) => delete find('web', 'CustomCDKBucketDeployment').Properties.LoggingConfig,
      'no log group',
    ],
    [
      'the helper of the gateway’s logs',
      (find) => delete find('api', HELPER).Properties.LoggingConfig,
      'no log group',
    ],
    [
      'a helper with the policy that AWS has for functions',
      (find) =>
        (find('storage', `${EMPTYING}Role`).Properties.ManagedPolicyArns = ['arn:aws:iam::aws:policy/x']),
      'may make log groups',
    ],
    [
      'a helper that may make any group',
      (find) =>
        find('web', 'DeploymentRoleDefaultPolicy').Properties.PolicyDocument.Statement.push({
          Effect: 'Allow',
          Action: 'logs:CreateLogGroup',
          Resource: '*',
        }),
      'may make log groups',
    ],
    [
      'execution logs without retention',
      (find) => (find('api', 'RestLogsExecutionRetention').Type = 'Custom::Other'),
      'execution logs without retention',
    ],
    [
      'execution logs whose group may exist already',
      (find) => {
        const { Properties } = find('api', 'RestLogsExecutionD');
        const text = JSON.stringify(Properties).replaceAll('ResourceAlreadyExistsException', 'Other');
        Object.assign(Properties, JSON.parse(text));
      },
      'execution logs without retention',
    ],
    [
      'execution logs that outlive their deletion',
      (find) => (find('api', 'RestApiDeploymentStagev1').DependsOn = []),
      'before they are bounded',
    ],
    [
      'the account’s welcome',
      (find) => (find('api', 'RestLogsWelcomeRetention').Type = 'Custom::Other'),
      'welcome log',
    ],
  ])('%s', (_what, spoil, sentence) => {
    expect(unboundedLogs(spoilt(() => undefined))).toEqual([]);
    expect(unboundedLogs(spoilt(spoil)).join()).toContain(sentence);
  });
});
