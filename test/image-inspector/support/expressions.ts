import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/**
 * DynamoDB's condition and update expressions, as far as the inspector uses them: functions, comparisons, AND, OR
 * and parentheses; SET, ADD, REMOVE. What is beyond that throws.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
 */
export function evaluateCondition(expression: string, item: Item, values: Item): boolean {
  const reader = new Reader(expression, item, values);
  const result = reader.or();
  reader.end();
  return result;
}

export function runUpdate(expression: string, item: Item, values: Item): Item {
  const updated = { ...item };
  const reader = new Reader(expression, item, values);
  while (!reader.done()) {
    const clause = reader.next();
    do {
      const name = reader.next();
      if (clause === 'REMOVE') delete updated[name];
      else if (clause === 'ADD') {
        updated[name] = { N: String(Number(item[name]?.N ?? 0) + Number(reader.value()!.N)) };
      } else if (clause === 'SET' && reader.next() === '=') updated[name] = reader.value()!;
      else throw new Error(`Not understood: ${clause}`);
    } while (reader.take(','));
  }
  return updated;
}

class Reader {
  readonly #tokens: string[];
  readonly #item: Item;
  readonly #values: Item;
  #at = 0;

  constructor(expression: string, item: Item, values: Item) {
    this.#tokens = expression.match(/<>|<=|>=|[<>=(),]|:?[\w.[\]]+/g) ?? [];
    this.#item = item;
    this.#values = values;
  }

  or(): boolean {
    let result = this.#and();
    while (this.take('OR')) result = this.#and() || result;
    return result;
  }

  value(): AttributeValue | undefined {
    const token = this.next();
    if (token.startsWith(':')) {
      if (!(token in this.#values)) throw new Error(`No value ${token}`);
      return this.#values[token];
    }
    if (token === 'if_not_exists' || token === 'list_append') {
      const [first, second] = this.#pair();
      if (token === 'if_not_exists') return first ?? second;
      if (!first?.L || !second?.L) throw new Error('list_append takes lists');
      return { L: [...first.L, ...second.L] };
    }
    if (token === 'size') {
      this.#expect('(');
      const list = this.#attribute(this.next())?.L;
      this.#expect(')');
      return list && { N: String(list.length) };
    }
    return this.#attribute(token);
  }

  next(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Error('The expression ends too early');
    return token;
  }

  take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  done(): boolean {
    return this.#at === this.#tokens.length;
  }

  end(): void {
    if (!this.done()) throw new Error(`Not understood: ${this.#tokens[this.#at]}`);
  }

  #attribute(path: string): AttributeValue | undefined {
    const [first = '', ...inner] = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
    return inner.reduce((value, name) => value?.M?.[name] ?? value?.L?.[Number(name)], this.#item[first]);
  }

  #and(): boolean {
    let result = this.#term();
    while (this.take('AND')) result = this.#term() && result;
    return result;
  }

  #term(): boolean {
    if (this.take('(')) {
      const result = this.or();
      this.#expect(')');
      return result;
    }
    for (const [name, wanted] of [
      ['attribute_exists', true],
      ['attribute_not_exists', false],
    ] as const) {
      if (!this.take(name)) continue;
      this.#expect('(');
      const exists = this.#attribute(this.next()) !== undefined;
      this.#expect(')');
      return exists === wanted;
    }
    const left = this.value();
    const operator = this.next();
    const right = this.value();
    if (operator === '=') return left !== undefined && isDeepStrictEqual(left, right);
    if (operator === '<>') return !isDeepStrictEqual(left, right);
    if (operator !== '<') throw new Error(`Not understood: ${operator}`);
    return left?.S !== undefined && right?.S !== undefined && left.S < right.S;
  }

  #pair() {
    this.#expect('(');
    const first = this.value();
    this.#expect(',');
    const second = this.value();
    this.#expect(')');
    return [first, second] as const;
  }

  #expect(token: string): void {
    if (!this.take(token)) throw new Error(`${token} is missing`);
  }
}
