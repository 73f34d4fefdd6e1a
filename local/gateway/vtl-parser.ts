/** A link of a reference: a property, or a method with its arguments. */
interface Link {
  name: string;
  call?: Expression[];
}

interface Reference {
  kind: 'reference';
  path: Link[];
  /** As written, for references to nothing. */
  source: string;
}

export type Expression =
  | { kind: 'literal'; value: string | number | boolean }
  | { kind: 'not'; operand: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | Reference;

export type Node =
  | { kind: 'text'; text: string }
  | Reference
  | { kind: 'set'; path: string[]; value: Expression }
  | { kind: 'if'; branches: { test: Expression | undefined; body: Node[] }[] };

const DIRECTIVE = /#(?:\{(set|if|elseif|else|end)\}|(set|if|elseif|else|end)\b)|\$!?\{?[A-Za-z]/g;

/** Binary operators, the loosest first. */
const OPERATORS = [['||'], ['&&'], ['==', '!=']];

/** @throws Error when the template does not parse */
export function parseTemplate(source: string): Node[] {
  let at = 0;

  const fail = (expected: string): never => {
    throw new Error(`The mapping template lacks ${expected} at "${source.slice(at, at + 30)}".`);
  };
  const skip = (): void => {
    while (/\s/.test(source[at] ?? '')) at++;
  };
  const take = (text: string): boolean => {
    skip();
    if (!source.startsWith(text, at)) return false;
    at += text.length;
    return true;
  };
  const need = (text: string): void => {
    if (!take(text)) fail(text);
  };
  const pattern = (expression: RegExp): string | undefined => {
    expression.lastIndex = at;
    const found = expression.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };

  function reference(): Reference {
    const start = at;
    const braced = /^\$!?\{/.test(source.slice(at, at + 3));
    pattern(/\$!?\{?/y);
    const path: Link[] = [{ name: pattern(/[A-Za-z][\w-]*/y) ?? fail('a name') }];
    for (;;) {
      if (source[at] === '(') {
        path.at(-1)!.call = callArguments();
      } else {
        const name = pattern(/\.[A-Za-z][\w-]*/y);
        if (name === undefined) break;
        path.push({ name: name.slice(1) });
      }
    }
    if (braced) need('}');
    return { kind: 'reference', path, source: source.slice(start, at) };
  }

  function callArguments(): Expression[] {
    need('(');
    const found: Expression[] = [];
    while (!take(')')) {
      found.push(expression());
      take(',');
    }
    return found;
  }

  function expression(level = 0): Expression {
    const operators = OPERATORS[level];
    if (!operators) return operand();
    let left = expression(level + 1);
    for (let operator = operators.find(take); operator; operator = operators.find(take)) {
      left = { kind: 'binary', operator, left, right: expression(level + 1) };
    }
    return left;
  }

  function operand(): Expression {
    skip();
    if (take('(')) {
      const inner = expression();
      need(')');
      return inner;
    }
    if (source[at] === '!' && source[at + 1] !== '=') {
      at++;
      return { kind: 'not', operand: operand() };
    }
    if (source[at] === '$') return reference();
    const text = pattern(/"[^"]*"|'[^']*'/y);
    if (text !== undefined) return { kind: 'literal', value: text.slice(1, -1) };
    const number = pattern(/-?\d+(\.\d+)?/y);
    if (number !== undefined) return { kind: 'literal', value: Number(number) };
    const word = pattern(/true|false/y) ?? fail('an expression');
    return { kind: 'literal', value: word === 'true' };
  }

  /** Nodes up to the directive that ends them, which it returns too. */
  function nodes(): { body: Node[]; end: string | undefined } {
    const body: Node[] = [];
    while (at < source.length) {
      DIRECTIVE.lastIndex = at;
      const found = DIRECTIVE.exec(source);
      const next = found?.index ?? source.length;
      if (next > at) body.push({ kind: 'text', text: source.slice(at, next) });
      at = next;
      if (!found) break;
      const word = found[1] ?? found[2];
      if (word === undefined) {
        body.push(reference());
        continue;
      }
      at += found[0].length;
      if (word === 'set') body.push(assignment());
      else if (word === 'if') body.push(conditional());
      else return { body, end: word };
    }
    return { body, end: undefined };
  }

  function assignment(): Node {
    need('(');
    skip();
    const { path } = reference();
    need('=');
    const value = expression();
    need(')');
    return { kind: 'set', path: path.map(({ name }) => name), value };
  }

  function conditional(): Node {
    const branches: { test: Expression | undefined; body: Node[] }[] = [];
    for (let word: string | undefined = 'if'; word !== 'end'; ) {
      let test: Expression | undefined;
      if (word !== 'else') {
        need('(');
        test = expression();
        need(')');
      }
      const { body, end } = nodes();
      branches.push({ test, body });
      word = end ?? fail('#end');
    }
    return { kind: 'if', branches };
  }

  const { body, end } = nodes();
  return end === undefined ? body : fail(`#if before #${end}`);
}
