import { describe, expect, it } from 'vitest';
import { globalNames } from './global-names.ts';
import { brokenLimits } from './limits.ts';
import { type Find, spoilt } from './spoilt.ts';
import type { StageTemplates } from './templates.ts';

describe('a broken limit is found', () => {
  const long = (length: number) => 'x'.repeat(length);
  it.each<[string, (find: Find, stage: StageTemplates) => void, string]>([
    [
      '501 resources',
      (_, { stacks }) => {
        for (let i = 0; i < 501; i += 1) stacks.storage!.Resources[`R${i}`] = { Type: 'T' };
      },
      'resources of storage',
    ],
    [
      '201 outputs',
      (_, { stacks }) => {
        for (let i = 0; i < 201; i += 1) stacks.api!.Outputs![`O${i}`] = { Value: '' };
      },
      'outputs of api',
    ],
    [
      'a role’s policies of 11,000 characters',
      (find) => {
        find('api', 'MetadataApiRoleDefaultPolicy').Properties.PolicyDocument.Sid = long(11_000);
      },
      'inline policies of MetadataApiRole',
    ],
    [
      'a queue’s policy of 9,000',
      (find) => {
        find('storage', 'UploadsQueuePolicy').Properties.PolicyDocument.Sid = long(9000);
      },
      'UploadsQueuePolicy',
    ],
    [
      'a bucket’s policy of 21,000',
      (find) => {
        find('storage', 'ImagesBucketPolicy').Properties.PolicyDocument.Sid = long(21_000);
      },
      'ImagesBucketPolicy',
    ],
    [
      'a topic’s policy of 31,000',
      (find) => {
        find('monitoring', 'AlarmsPolicy').Properties.PolicyDocument.Sid = long(31_000);
      },
      'AlarmsPolicy',
    ],
    [
      'an environment of 4 KB',
      (find) => {
        find('api', 'MetadataApiFunction1').Properties.Environment.Variables.MORE = long(4000);
      },
      'environment of MetadataApiFunction',
    ],
    [
      'a function’s name of 65',
      (find) => {
        find('api', 'ThumbnailerFunctionE').Properties.FunctionName = long(65);
      },
      'FunctionName of Thumbnailer',
    ],
    [
      'a name of CloudFront’s of 65',
      (find) => {
        find('web', 'SiteAccessControl').Properties.OriginAccessControlConfig.Name = long(65);
      },
      'Name of SiteAccessControl',
    ],
    [
      'a queue visible too early',
      (find) => {
        find('storage', 'UploadsQueue9').Properties.VisibilityTimeout = 179;
      },
      'visible again after 179 s, at least 180',
    ],
    [
      'a large batch without window',
      (find) => {
        find('api', 'Uploads').Properties.BatchSize = 11;
      },
      'needs a batching window',
    ],
    [
      'a mapping of nobody’s queue',
      (find) => {
        find('api', 'Uploads').Properties.EventSourceArn = { Ref: 'Nobody' };
      },
      'no queue',
    ],
    [
      'a queue without dead letters',
      (find) => {
        delete find('storage', 'ThumbnailsQueue5').Properties.RedrivePolicy;
      },
      'without dead letters',
    ],
    [
      'a table without a stream',
      (find) => {
        delete find('storage', 'RecordsTable').Properties.StreamSpecification;
      },
      'without a stream',
    ],
    [
      'a stream whose changes go nowhere',
      (find) => {
        delete find('api', 'Changes').Properties.DestinationConfig;
      },
      'loses what is a day old',
    ],
    [
      'six filters',
      (find) => {
        find('api', 'Changes').Properties.FilterCriteria.Filters.push({});
      },
      'filters of Changes',
    ],
    [
      'an alias of $LATEST',
      (find) => {
        find('api', 'MetadataApiLive').Properties.FunctionVersion = '$LATEST';
      },
      'no published version',
    ],
    [
      'an alias of another function',
      (find) => {
        find('api', 'MetadataApiLive').Properties.FunctionVersion = find(
          'api',
          'ThumbnailerLive',
        ).Properties.FunctionVersion;
      },
      'version of another function',
    ],
    [
      'an alias that shifts by itself',
      (find) => {
        find('api', 'MetadataApiLive').Properties.RoutingConfig = {};
      },
      'shifts traffic by itself',
    ],
    [
      'a version that goes with the next',
      (find) => {
        find('api', 'MetadataApiFunctionCurrentVersion').DeletionPolicy = 'Delete';
      },
      'does not outlive',
    ],
  ])('%s', (_what, spoil, sentence) => {
    expect(brokenLimits(spoilt(() => undefined))).toEqual([]);
    expect(brokenLimits(spoilt(spoil)).join()).toContain(sentence);
  });
});

it('a name that does not tell the region is found', () => {
  const here = spoilt((find) => {
    find('monitoring', 'DashboardsDashboard').Properties.DashboardName = 'image-intake-dev';
  });
  const there = { ...here, region: 'us-east-1' };
  const twice = globalNames(there).filter((name) => globalNames(here).includes(name));
  expect(twice).toEqual(['AWS::CloudWatch::Dashboard image-intake-dev']);
});
