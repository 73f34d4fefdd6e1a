import { describe, expect, it } from 'vitest';
import { stages } from '../../../lib/stages/stages.ts';
import { synthesize, templatesOf } from '../../support/synthesized.ts';

/**
 * What a deployment of 0.1.0 has under these logical ids, written down by hand. Under another id CloudFormation would
 * make a new one and delete the old one, with all that is in it; or it would fail, as Lambda takes no second mapping
 * of the same queue. Never edit a line; add some.
 */
const LOGICAL_IDS: Record<string, Record<string, string>> = {
  storage: {
    RecordsTableC9B7A30B: 'AWS::DynamoDB::Table',
    ImagesBucket4B6DB8E1: 'AWS::S3::Bucket',
    UploadsQueue9C3802C9: 'AWS::SQS::Queue',
    UploadsDeadLetters990BC9BA: 'AWS::SQS::Queue',
    ThumbnailsQueue5AE666C7: 'AWS::SQS::Queue',
    ThumbnailsDeadLettersDBE3706F: 'AWS::SQS::Queue',
  },
  api: {
    RestApi79D61EE8: 'AWS::ApiGateway::RestApi',
    RestApiDeploymentStagev1ED1B0EFA: 'AWS::ApiGateway::Stage',
    RestApiKeyfirstFEB5A6E6: 'AWS::ApiGateway::ApiKey',
    RestApiPlanE92F9A0A: 'AWS::ApiGateway::UsagePlan',
    RestApiDomain2A02D173: 'AWS::ApiGateway::DomainName',
    MetadataApiFunction15BB4683: 'AWS::Lambda::Function',
    MetadataApiLiveC9C5E0B1: 'AWS::Lambda::Alias',
    MetadataApiRoleF598230E: 'AWS::IAM::Role',
    MetadataApiLogs984ECE7A: 'AWS::Logs::LogGroup',
    ImageInspectorFunctionC6B50B25: 'AWS::Lambda::Function',
    ImageInspectorLive3989F41C: 'AWS::Lambda::Alias',
    ImageInspectorLogs8F51FE61: 'AWS::Logs::LogGroup',
    Uploads4F6EB0FD: 'AWS::Lambda::EventSourceMapping',
    ThumbnailerFunctionECA96EE1: 'AWS::Lambda::Function',
    ThumbnailerLive0EBCB10A: 'AWS::Lambda::Alias',
    ThumbnailerLogsD0EB6B7C: 'AWS::Logs::LogGroup',
    Thumbnails115905A6: 'AWS::Lambda::EventSourceMapping',
    RestAccessLogB9A28E1C: 'AWS::Logs::LogGroup',
  },
  web: {
    SiteBucket978D4AEB: 'AWS::S3::Bucket',
    SiteDistribution390DED28: 'AWS::CloudFront::Distribution',
  },
};

const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';

describe.each(Object.keys(stages))('the logical ids of %s', (stage) => {
  it('are those of the deployments that exist', () => {
    const config = { ...stages[stage]!, domain: { name: 'api.example.com', certificateArn } };
    const templates = templatesOf(synthesize(stage, { stages: { [stage]: config } }));
    for (const [stack, ids] of Object.entries(LOGICAL_IDS)) {
      const { Resources } = templates[stack]!.toJSON() as { Resources: Record<string, { Type: string }> };
      for (const [id, type] of Object.entries(ids)) expect(Resources[id]?.Type, id).toBe(type);
    }
  });
});
