import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { number } from '../../shared/attribute-values.ts';

/** Removes these used tickets; nothing when there are none. */
export function forgetting(uploadIds: string[]) {
  return {
    names: Object.fromEntries(uploadIds.map((uploadId, i) => [`#used${i}`, uploadId])),
    removal: uploadIds.length > 0 ? `REMOVE ${uploadIds.map((_, i) => `used.#used${i}`).join(', ')}` : '',
  };
}

/** That the keys are still these, one by one: the embedded engine compares no lists. */
export function unchanged(keys: string[]): string {
  return ['size(objectKeys) = :count', ...keys.map((_, i) => `objectKeys[${i}] = :key${i}`)].join(' AND ');
}

export function keyValues(keys: string[]): Record<string, AttributeValue> {
  return {
    ':count': number(keys.length),
    ...Object.fromEntries(keys.map((key, i) => [`:key${i}`, { S: key }])),
  };
}
