import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import type { Item } from '../attribute-values.ts';

/** Times that what a batch read left unread is asked for. */
const MAX_READS = 6;

/**
 * Reads items by their ids, and again what DynamoDB left unread. Needs BatchGetItem.
 * @param ids - 1 to 100, none twice
 * @returns those that are there, in any order
 * @throws Error when it goes on leaving some unread
 */
export async function batchRead(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  ids: readonly string[],
  options: Pick<KeysAndAttributes, 'ConsistentRead'> = {},
): Promise<Item[]> {
  const items: Item[] = [];
  let asked: KeysAndAttributes = { Keys: ids.map((id) => ({ id: { S: id } })), ...options };
  for (let attempt = 0; attempt < MAX_READS; attempt++) {
    if (attempt > 0) await pause(Math.random() * 50 * 2 ** attempt);
    const command = new BatchGetItemCommand({ RequestItems: { [table]: asked } });
    const { Responses, UnprocessedKeys } = await client.send(command);
    items.push(...(Responses?.[table] ?? []));
    const left = UnprocessedKeys?.[table];
    if (!left) return items;
    asked = left;
  }
  throw new Error(`DynamoDB left ${asked.Keys?.length} of ${ids.length} records unread, ${MAX_READS} times`);
}
