import { onTestFinished } from 'vitest';
import type { TemplateResource } from '../../../local/template/assembly.ts';
import { startLocalRun, type TestRunOptions } from '../../support/local-run.ts';
import { assemblyForTest } from './assembly.ts';

/** Starts these resources; the code of every function is `source`. */
export async function given(
  resources: Record<string, TemplateResource>,
  source = 'exports.handler = async () => ({ statusCode: 200, body: "{}" });',
  options: TestRunOptions = {},
) {
  const functions = Object.keys(resources).filter((id) => resources[id]?.Type === 'AWS::Lambda::Function');
  const code = Object.fromEntries(functions.map((id) => [id, source]));
  const assembly = assemblyForTest({ app: { template: { Resources: resources } } }, code);
  const run = await startLocalRun({ assembly, ...options });
  onTestFinished(run.stop);
  return run;
}

export const queue: TemplateResource = { Type: 'AWS::SQS::Queue' };
export const bucket: TemplateResource = {
  Type: 'AWS::S3::Bucket',
  Properties: {
    NotificationConfiguration: {
      QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
    },
  },
};
export const admission = (statement: object): TemplateResource => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: 'Queue' }],
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 's3.amazonaws.com' },
          Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          ...statement,
        },
      ],
    },
  },
});
