import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../lambdas/shared/attribute-values.ts';
import { type Names, Reader } from './expression-reader.ts';

/**
 * DynamoDB's condition and update expressions, as far as the functions use them: functions, comparisons, IN, AND, OR,
 * NOT and parentheses; SET with sums, ADD, REMOVE; paths into maps and lists. What is beyond that throws.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
 */
export function evaluateCondition(expression: string, item: Item, names: Names, values: Item): boolean {
  const reader = new Reader(expression, item, names, values);
  const result = reader.or();
  reader.end();
  return result;
}

export function runUpdate(expression: string, item: Item, names: Names, values: Item): Item {
  const updated = structuredClone(item);
  const reader = new Reader(expression, item, names, values);
  while (!reader.done()) {
    const clause = reader.next();
    do {
      const path = reader.path();
      if (clause === 'REMOVE') assign(updated, path, undefined);
      else if (clause === 'ADD') {
        const old = Number(item[path[0]!]?.N ?? 0);
        assign(updated, path, { N: String(old + Number(reader.value()!.N)) });
      } else if (clause === 'SET' && reader.next() === '=') assign(updated, path, reader.sum());
      else throw new Error(`Not understood: ${clause}`);
    } while (reader.take(','));
  }
  return updated;
}

function assign(item: Item, path: string[], value: AttributeValue | undefined): void {
  const [name, ...inner] = path;
  if (inner.length > 0) {
    const map = item[name!]?.M;
    if (!map) throw new Error(`The document path ${path.join('.')} is invalid for update`);
    assign(map, inner, value);
  } else if (value === undefined) delete item[name!];
  else item[name!] = value;
}
