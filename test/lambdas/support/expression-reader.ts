import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../lambdas/shared/attribute-values.ts';

export type Names = Record<string, string>;

export class Reader {
  readonly #tokens: string[];
  readonly #item: Item;
  readonly #names: Names;
  readonly #values: Item;
  #at = 0;

  constructor(expression: string, item: Item, names: Names, values: Item) {
    this.#tokens = expression.match(/<>|<=|>=|[<>=(),+]|:?[\w.#[\]]+/g) ?? [];
    this.#item = item;
    this.#names = names;
    this.#values = values;
  }

  or(): boolean {
    let result = this.#and();
    while (this.take('OR')) result = this.#and() || result;
    return result;
  }

  sum(): AttributeValue | undefined {
    const left = this.value();
    if (!this.take('+')) return left;
    return { N: String(Number(left!.N) + Number(this.value()!.N)) };
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
      const value = this.#attribute(this.path());
      this.#expect(')');
      const size = value?.L?.length ?? (value?.M && Object.keys(value.M).length);
      return size === undefined ? undefined : { N: String(size) };
    }
    return this.#attribute(this.#pathOf(token));
  }

  path(): string[] {
    return this.#pathOf(this.next());
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

  #pathOf(token: string): string[] {
    return token
      .replaceAll(/\[(\d+)\]/g, '.$1')
      .split('.')
      .map((name) => (name.startsWith('#') ? this.#names[name]! : name));
  }

  #attribute([first = '', ...inner]: string[]): AttributeValue | undefined {
    return inner.reduce((value, name) => value?.M?.[name] ?? value?.L?.[Number(name)], this.#item[first]);
  }

  #and(): boolean {
    let result = this.#term();
    while (this.take('AND')) result = this.#term() && result;
    return result;
  }

  #term(): boolean {
    if (this.take('NOT')) return !this.#term();
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
      const exists = this.#attribute(this.path()) !== undefined;
      this.#expect(')');
      return exists === wanted;
    }
    if (this.take('contains')) {
      const [list, wanted] = this.#pair();
      return list?.L?.some((value) => isDeepStrictEqual(value, wanted)) ?? false;
    }
    const left = this.value();
    const operator = this.next();
    if (operator === 'IN') return this.#list().some((value) => isDeepStrictEqual(left, value));
    const right = this.value();
    switch (operator) {
      case '=':
        return left !== undefined && isDeepStrictEqual(left, right);
      case '<>':
        return !isDeepStrictEqual(left, right);
      case '<':
        return compare(left, right, (order) => order < 0);
      case '<=':
        return compare(left, right, (order) => order <= 0);
      case '>':
        return compare(left, right, (order) => order > 0);
      default:
        throw new Error(`Not understood: ${operator}`);
    }
  }

  #list(): (AttributeValue | undefined)[] {
    this.#expect('(');
    const list = [this.value()];
    while (this.take(',')) list.push(this.value());
    this.#expect(')');
    return list;
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

/** Values of different types, or missing ones, compare as false. */
function compare(
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
  holds: (order: number) => boolean,
): boolean {
  if (left?.N !== undefined && right?.N !== undefined) return holds(Number(left.N) - Number(right.N));
  if (left?.S !== undefined && right?.S !== undefined)
    return holds(left.S < right.S ? -1 : left.S > right.S ? 1 : 0);
  return false;
}
