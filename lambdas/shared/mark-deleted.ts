import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

/**
 * Says of a remembered POST that its record is being deleted, as long as it is remembered with this very record: else a repeat of it
 * would make the record again.
 * @param requestId - of the record
 */
export async function markDeleted(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  requestId: string,
  incarnation: string,
): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: table,
    Key: { id: { S: requestId } },
    UpdateExpression: 'SET deleted = :true',
    ConditionExpression: 'incarnation = :incarnation',
    ExpressionAttributeValues: { ':true': { BOOL: true }, ':incarnation': { S: incarnation } },
  });
  await client.send(command).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}
