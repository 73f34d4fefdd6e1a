/** `{ S: 'a' }` and the like, as DynamoDB's JSON has it. */
export type AttributeValue = Record<string, unknown>;
export type Item = Record<string, AttributeValue>;

/** Attribute names of a table's primary key; undefined for a table that is not known. */
export type KeyOf = (table: string) => string[] | undefined;

/** The key of an item that a call writes, or checks while it writes others. */
export interface WrittenKey {
  table: string;
  key: Item;
  /** The same for the same item, whatever wrote it. */
  id: string;
}

interface Write {
  TableName?: string;
  Item?: Item;
  Key?: Item;
}

interface WriteInput extends Write {
  RequestItems?: Record<string, { PutRequest?: Write; DeleteRequest?: Write }[]>;
  TransactItems?: Record<string, Write>[];
}

const WRITES: Record<string, (input: WriteInput) => Write[]> = {
  PutItem: (input) => [input],
  UpdateItem: (input) => [input],
  DeleteItem: (input) => [input],
  BatchWriteItem: ({ RequestItems = {} }) =>
    Object.entries(RequestItems).flatMap(([TableName, requests]) =>
      requests.map(({ PutRequest, DeleteRequest }) => ({ ...PutRequest, ...DeleteRequest, TableName })),
    ),
  TransactWriteItems: ({ TransactItems = [] }) => TransactItems.flatMap((item) => Object.values(item)),
};

/** The keys that a call writes; none of what the engine will refuse: a key that is not whole, a body that is none. */
export function writtenKeys(operation: string, body: string, keyOf: KeyOf): WrittenKey[] {
  const writes = WRITES[operation];
  if (!writes) return [];
  try {
    return writes(JSON.parse(body) as WriteInput).flatMap((write) => keyWritten(write, keyOf) ?? []);
  } catch {
    return [];
  }
}

export function keyWritten({ TableName = '', Item, Key }: Write, keyOf: KeyOf): WrittenKey | undefined {
  const attributes = keyOf(TableName);
  const source = Key ?? Item;
  if (!attributes || !source || attributes.some((name) => !isObject(source[name]))) return undefined;
  const key = Object.fromEntries(attributes.map((name) => [name, source[name]!]));
  return { table: TableName, key, id: `${TableName} ${JSON.stringify(Object.values(key).map(canonical))}` };
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** `{ N: '1' }` and `{ N: '1.0' }` are one key. */
const canonical = (value: AttributeValue): unknown => ('N' in value ? { N: Number(value.N) } : value);
