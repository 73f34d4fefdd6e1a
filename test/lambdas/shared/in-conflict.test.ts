import { DynamoDBClient, PutItemCommand, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { retryingConflicts } from '../../../lambdas/shared/aws/in-conflict.ts';

const table = mockClient(DynamoDBClient);
beforeEach(() => table.reset());

const conflict = new TransactionConflictException({ message: 'Transaction is ongoing', $metadata: {} });
const put = () =>
  retryingConflicts(new DynamoDBClient({})).send(new PutItemCommand({ TableName: 't', Item: {} }));

describe('a write that meets a transaction', () => {
  it('is tried again until it is done', async () => {
    table.on(PutItemCommand).rejectsOnce(conflict).rejectsOnce(conflict).resolves({ Attributes: {} });
    expect(await put()).toEqual({ Attributes: {} });
    expect(table.calls()).toHaveLength(3);
  });

  it('fails when transactions never let it', async () => {
    table.on(PutItemCommand).rejects(conflict);
    await expect(put()).rejects.toBe(conflict);
    expect(table.calls()).toHaveLength(5);
  });

  it('is not tried again for anything else', async () => {
    const other = Object.assign(new Error('no'), { name: 'ConditionalCheckFailedException' });
    table.on(PutItemCommand).rejects(other);
    await expect(put()).rejects.toBe(other);
    expect(table.calls()).toHaveLength(1);
  });
});
