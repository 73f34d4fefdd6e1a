import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { isSameRecord, sameRecord } from '../../shared/same-record.ts';
import { type RecordState, toState } from './record-state.ts';

/** Which record: its id may have been another's before. */
export interface RecordName {
  id: string;
  incarnation: string | undefined;
}

export interface Write extends Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ExpressionAttributeNames'> {
  /** Beside that it is the same record. */
  ConditionExpression?: string;
  ExpressionAttributeValues: Record<string, AttributeValue>;
}

/** `passed`: its condition does not hold. `missing`: no such record. `another`: its id belongs to another record by now. */
export type UpdateOutcome =
  | { outcome: 'done' | 'passed'; state: RecordState }
  | { outcome: 'missing' | 'another' };

/** Updates a record, if it is that very one and the write's condition holds. */
export async function updateRecord(
  client: Pick<DynamoDBClient, 'send'>,
  tableName: string,
  { id, incarnation }: RecordName,
  write: Write,
): Promise<UpdateOutcome> {
  const same = sameRecord(incarnation);
  try {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { id: { S: id } },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ...write,
        ...(Object.keys(write.ExpressionAttributeNames ?? {}).length === 0 && {
          ExpressionAttributeNames: undefined,
        }),
        ConditionExpression: [same.condition, write.ConditionExpression].filter(Boolean).join(' AND '),
        ExpressionAttributeValues: { ...write.ExpressionAttributeValues, ...same.values },
      }),
    );
    return { outcome: 'done', state: toState(Attributes!) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (!error.Item?.version) return { outcome: 'missing' };
    if (!isSameRecord(error.Item, incarnation)) return { outcome: 'another' };
    return { outcome: 'passed', state: toState(error.Item) };
  }
}
