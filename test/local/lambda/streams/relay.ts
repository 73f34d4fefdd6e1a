import { lambda } from '../../support/resources.ts';

export const arnOf = (id: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [id, attribute] });
export const reads = {
  Effect: 'Allow',
  Action: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
    (name) => `dynamodb:${name}`,
  ),
  Resource: arnOf('Table', 'StreamArn'),
};
const writes = [
  { Effect: 'Allow', Action: 's3:PutObject', Resource: { 'Fn::Join': ['', [arnOf('Bucket'), '/*']] } },
  { Effect: 'Allow', Action: 's3:ListBucket', Resource: arnOf('Bucket') },
  { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Queue') },
];

/** A table whose changes reach a function. */
export const relay = (
  mapping: Record<string, unknown> = {},
  statements: object[] = [reads, ...writes],
  table: Record<string, unknown> = { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } },
) => ({
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ...table,
    },
  },
  Bucket: { Type: 'AWS::S3::Bucket' },
  Queue: { Type: 'AWS::SQS::Queue' },
  ...lambda('Relay', {}, statements),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: { Ref: 'Relay' },
      EventSourceArn: arnOf('Table', 'StreamArn'),
      StartingPosition: 'LATEST',
      ...mapping,
    },
  },
});
