import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { WebhookConfig } from '../../../lib/stages/webhooks.ts';
import { findWebhooks } from '../../../tools/webhooks/stage-webhooks.ts';

const webhooks: WebhookConfig[] = [
  { name: 'hook-1', url: 'https://a.example/', secretParameter: 'a' },
  { name: 'other', url: 'https://b.example/', secretParameter: 'b', events: ['image.ready'] },
];
const OUTPUTS = { RecordTableName: 'records', WebhookHook1QueueUrl: 'q1', WebhookOtherQueueUrl: 'q2' };
const cloudFormation = mockClient(CloudFormationClient);
const given = (outputs: Record<string, string>) =>
  cloudFormation.on(DescribeStacksCommand, { StackName: 'prod-storage' }).resolves({
    Stacks: [
      {
        StackName: 'prod-storage',
        CreationTime: undefined,
        StackStatus: 'CREATE_COMPLETE',
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      },
    ],
  });
const find = (only?: string) =>
  findWebhooks('prod', { webhooks }, cloudFormation as unknown as CloudFormationClient, only);
beforeEach(() => cloudFormation.reset());

describe('the webhooks of a deployed stage', () => {
  it('are found by the outputs of its storage', async () => {
    given(OUTPUTS);
    expect(await find()).toEqual({
      tableName: 'records',
      endpoints: [
        { name: 'hook-1', queueUrl: 'q1', events: undefined },
        { name: 'other', queueUrl: 'q2', events: ['image.ready'] },
      ],
    });
    expect((await find('other')).endpoints.map(({ name }) => name)).toEqual(['other']);
  });

  it('are told apart from those that do not exist, before AWS is asked', async () => {
    await expect(find('hook-2')).rejects.toThrow(
      'prod has no webhook hook-2 in lib/stages/stages.ts; known: hook-1, other.',
    );
    expect(cloudFormation.calls()).toEqual([]);
  });

  it('may not be deployed yet', async () => {
    given({ RecordTableName: 'records' });
    await expect(find()).rejects.toThrow('The webhook hook-1 of prod is not deployed yet.');
    cloudFormation.reset();
    cloudFormation
      .on(DescribeStacksCommand)
      .rejects(
        Object.assign(new Error('Stack with id prod-storage does not exist'), { name: 'ValidationError' }),
      );
    await expect(find()).rejects.toThrow('prod is not deployed');
  });
});
