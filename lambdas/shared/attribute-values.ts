import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Attributes by their names, as DynamoDB takes and gives them. */
export type Item = Record<string, AttributeValue>;

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

/** Reads an attribute of an item. @throws TypeError that names an attribute which is missing, or of another type */
type Reader<Value> = (item: Item, name: string) => Value;

export const readText: Reader<string> = (item, name) => item[name]?.S ?? fail(name, 'string');

export const readNumber: Reader<number> = (item, name) => Number(item[name]?.N ?? fail(name, 'number'));

export const readBoolean: Reader<boolean> = (item, name) => item[name]?.BOOL ?? fail(name, 'boolean');

export const readMap: Reader<Item> = (item, name) => item[name]?.M ?? fail(name, 'map');

export const readTexts: Reader<string[]> = (item, name) =>
  (item[name]?.L ?? fail(name, 'list')).map((value) => value.S ?? fail(name, 'list of strings'));

export function readScalars(item: Item, name: string): Record<string, AttributeScalar> {
  const values = readMap(item, name);
  return Object.fromEntries(Object.keys(values).map((key) => [key, readScalar(values, key)]));
}

/** What a reader finds; undefined where there is no attribute of that name. */
export function optional<Value>(item: Item, name: string, read: Reader<Value>): Value | undefined {
  return item[name] === undefined ? undefined : read(item, name);
}

const readScalar: Reader<AttributeScalar> = (item, name) => {
  const { S, N, BOOL } = item[name] ?? fail(name, 'scalar');
  return S ?? (N === undefined ? undefined : Number(N)) ?? BOOL ?? fail(name, 'scalar');
};

function fail(name: string, type: string): never {
  throw new TypeError(`The item's attribute ${name} is no ${type}`);
}
