import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../attribute-values.ts';

/** Reads an item by its id, strongly consistently; undefined where there is none. Needs GetItem. */
export async function readItem(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  id: string,
): Promise<Item | undefined> {
  const input = { TableName: table, Key: { id: { S: id } }, ConsistentRead: true };
  return (await client.send(new GetItemCommand(input))).Item;
}
