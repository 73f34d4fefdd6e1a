import { type Expression, type Node, parseTemplate } from './vtl-parser.ts';

/** Values and functions that references start from, without their dollar: `context`, `input`. */
export type Variables = Record<string, unknown>;

/**
 * Renders a mapping template: the part of Velocity that CDK's CORS preflight and small mock integrations need
 * (`#set`, `#if`, `#elseif`, `#else`, references with properties and methods, `==`, `!=`, `&&`, `||`, `!`).
 * https://velocity.apache.org/engine/1.7/vtl-reference.html
 * @throws Error for what it does not know
 */
export function render(template: string, variables: Variables): string {
  const scope: Variables = { ...variables };
  const run = (nodes: Node[]): string => nodes.map((node) => step(node)).join('');
  const step = (node: Node): string => {
    switch (node.kind) {
      case 'text':
        return node.text;
      case 'reference': {
        const value = evaluate(node, scope);
        // Velocity leaves a reference to nothing as it stands.
        return value === undefined || value === null ? node.source : String(value);
      }
      case 'set':
        assign(scope, node.path, evaluate(node.value, scope));
        return '';
      case 'if': {
        const branch = node.branches.find(({ test }) => test === undefined || truthy(evaluate(test, scope)));
        return branch ? run(branch.body) : '';
      }
    }
  };
  return run(parseTemplate(template));
}

function evaluate(expression: Expression, scope: Variables): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'not':
      return !truthy(evaluate(expression.operand, scope));
    case 'binary': {
      const left = evaluate(expression.left, scope);
      if (expression.operator === '&&') return truthy(left) && truthy(evaluate(expression.right, scope));
      if (expression.operator === '||') return truthy(left) || truthy(evaluate(expression.right, scope));
      const right = evaluate(expression.right, scope);
      return (left === right) === (expression.operator === '==');
    }
    case 'reference':
      return expression.path.reduce<unknown>((object, { name, call }) => {
        if (object === undefined || object === null) return undefined;
        const args = call?.map((argument) => evaluate(argument, scope));
        if (typeof object === 'string' && args) return stringMethod(object, name, args);
        const member = Object.hasOwn(object, name) ? (object as Variables)[name] : undefined;
        return args && typeof member === 'function' ? member(...args) : member;
      }, scope);
  }
}

/** The methods of Java's String that templates use. */
function stringMethod(text: string, name: string, [argument]: unknown[]): unknown {
  if (name === 'matches') return new RegExp(`^(?:${String(argument)})$`).test(text);
  if (name === 'equals') return text === argument;
  if (name === 'contains') return text.includes(String(argument));
  if (name === 'startsWith') return text.startsWith(String(argument));
  if (name === 'toLowerCase') return text.toLowerCase();
  throw new Error(`A mapping template calls String.${name}, which the local run does not know.`);
}

function assign(scope: Variables, path: string[], value: unknown): void {
  const last = path.at(-1)!;
  const target = path.slice(0, -1).reduce<Variables>((object, name) => {
    object[name] ??= {};
    return object[name] as Variables;
  }, scope);
  target[last] = value;
}

const truthy = (value: unknown): boolean => value !== undefined && value !== null && value !== false;
