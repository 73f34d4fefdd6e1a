import { callJson, type DynamoEngine } from './engine.ts';
import type { LocalTable } from './tables.ts';

/** DynamoDB leaves alone what expired over five years ago. */
const FIVE_YEARS = 5 * 366 * 24 * 3600;

/**
 * Deletes the items of a table whose time to live has passed, as DynamoDB does in its own time.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 * @param now - epoch ms
 */
export async function expireItems(
  engine: DynamoEngine,
  { name, key, ttl }: Pick<LocalTable, 'name' | 'key' | 'ttl'>,
  now = Date.now(),
): Promise<void> {
  if (ttl === undefined) return;
  const seconds = Math.floor(now / 1000);
  const expired = {
    ExpressionAttributeNames: { '#ttl': ttl },
    ExpressionAttributeValues: { ':now': { N: `${seconds}` }, ':then': { N: `${seconds - FIVE_YEARS}` } },
  };
  const condition = '#ttl < :now AND #ttl > :then';
  let ExclusiveStartKey: unknown;
  do {
    const page = await callJson(engine, 'Scan', {
      TableName: name,
      FilterExpression: condition,
      ...expired,
      ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
    });
    for (const item of (page.Items ?? []) as Record<string, unknown>[]) {
      const Key = Object.fromEntries(key.map((attribute) => [attribute, item[attribute]]));
      // Refused when the item got another end meanwhile, which is as it should be.
      const input = { TableName: name, Key, ConditionExpression: condition, ...expired };
      await engine.call('DeleteItem', JSON.stringify(input), 'time to live');
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}
