import { functionOf } from './functions.ts';
import type { Expression } from './parse.ts';
import { pairwise, type Scope, type Series, scalar, type Value } from './series.ts';

const flag = (holds: boolean) => (holds ? 1 : 0);

const OPERATORS: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => flag(a === b),
  '!=': (a, b) => flag(a !== b),
  '<=': (a, b) => flag(a <= b),
  '>=': (a, b) => flag(a >= b),
  '<': (a, b) => flag(a < b),
  '>': (a, b) => flag(a > b),
  '&&': (a, b) => flag(a !== 0 && b !== 0),
  '||': (a, b) => flag(a !== 0 || b !== 0),
};
OPERATORS.AND = OPERATORS['&&']!;
OPERATORS.OR = OPERATORS['||']!;

/**
 * The value of an expression.
 * @throws Error that names a function or an id which is not known
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.type) {
    case 'number':
      return scalar(expression.value);
    case 'text':
      throw new Error(`Metric math has no use for the text "${expression.value}" here.`);
    case 'id':
      return scope.value(expression.id);
    case 'negative':
      return pairwise(scalar(0), evaluate(expression.of, scope), (a, b) => a - b);
    case 'array':
      return arrayOf(expression.parts.map((part) => evaluate(part, scope)));
    case 'operator': {
      const { operator, left, right } = expression;
      return pairwise(evaluate(left, scope), evaluate(right, scope), OPERATORS[operator]!);
    }
    case 'call':
      return functionOf(expression.name)(expression.parts, scope, (part) => evaluate(part, scope));
  }
}

function arrayOf(values: Value[]): Value {
  return {
    type: 'array',
    series: values.flatMap((value) => {
      if (value.type === 'scalar') throw new Error('An array of metric math holds time series, not numbers.');
      return value.type === 'array' ? value.series : [value.points];
    }),
  };
}

/** What an alarm judges: one time series. @throws Error for anything else, which CloudWatch refuses too */
export function seriesFrom(value: Value): Series {
  if (value.type === 'series') return value.points;
  if (value.type === 'array' && value.series.length === 1) return value.series[0]!;
  throw new Error('The expression of an alarm must give one time series.');
}
