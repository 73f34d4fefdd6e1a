import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type AttributeScalar = string | number | boolean;

export function scalar(value: AttributeScalar): AttributeValue {
  if (typeof value === 'string') return { S: value };
  return typeof value === 'number' ? number(value) : { BOOL: value };
}

export function number(value: number): AttributeValue.NMember {
  return { N: String(value) };
}

/** `Object.fromEntries` defines properties, so that a key such as `__proto__` stays a key. @param values - scalars alone */
export function scalarMap(values: object): AttributeValue.MMember {
  return { M: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, scalar(value)])) };
}
