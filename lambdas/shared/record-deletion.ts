import { number } from './attribute-values.ts';
import type { ImageRecord } from './record.ts';

/**
 * The deletion of the very record that was read, whatever has become of it since, and never of one that has its id by now.
 * @param versions - that it may have; any when undefined
 */
export function deletionOf(
  TableName: string,
  { id, incarnation, userId }: Pick<ImageRecord, 'id' | 'incarnation' | 'userId'>,
  versions?: readonly number[],
) {
  const conditions = [
    'attribute_exists(version)',
    incarnation === undefined ? 'attribute_not_exists(incarnation)' : 'incarnation = :incarnation',
  ];
  const values = Object.fromEntries(versions?.map((version, i) => [`:v${i}`, number(version)]) ?? []);
  if (versions) conditions.push(`version IN (${Object.keys(values).join(', ')})`);
  const all = {
    ...values,
    ...(incarnation !== undefined && { ':incarnation': { S: incarnation } }),
    ...(userId !== undefined && { ':userId': { S: userId } }),
  };
  if (userId !== undefined) conditions.push('userId = :userId');
  return {
    TableName,
    Key: { id: { S: id } },
    ConditionExpression: conditions.join(' AND '),
    ...(Object.keys(all).length > 0 && { ExpressionAttributeValues: all }),
  };
}
