/** An expression of metric math. */
export type Expression =
  | { type: 'number'; value: number }
  | { type: 'text'; value: string }
  /** A metric or another expression of the same alarm. */
  | { type: 'id'; id: string }
  | { type: 'call'; name: string; parts: Expression[] }
  | { type: 'array'; parts: Expression[] }
  | { type: 'negative'; of: Expression }
  | { type: 'operator'; operator: string; left: Expression; right: Expression };

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|("[^"]*"|'[^']*')|(==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]))/y;

/** From the loosest to the tightest. */
const LEVELS = [
  ['||', 'OR'],
  ['&&', 'AND'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];

/**
 * Reads an expression of metric math.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws Error that shows where it cannot be read
 */
export function parse(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  const next = () => tokens[at];
  const take = (wanted?: string): string => {
    const token = tokens[at];
    if (token === undefined || (wanted !== undefined && token !== wanted)) {
      throw new Error(`"${text}" has ${token ?? 'its end'} where ${wanted ?? 'more'} is wanted.`);
    }
    at++;
    return token;
  };
  const list = (end: string): Expression[] => {
    const parts: Expression[] = [];
    while (next() !== end) {
      parts.push(level(0));
      if (next() !== end) take(',');
    }
    take(end);
    return parts;
  };
  const level = (index: number): Expression => {
    const operators = LEVELS[index];
    if (!operators) return unary();
    let left = level(index + 1);
    while (operators.includes(next() ?? '')) {
      left = { type: 'operator', operator: take(), left, right: level(index + 1) };
    }
    return left;
  };
  const unary = (): Expression => {
    const token = take();
    if (token === '-') return { type: 'negative', of: unary() };
    if (token === '[') return { type: 'array', parts: list(']') };
    if (token === '(') {
      const inner = level(0);
      take(')');
      return inner;
    }
    if (/^\d/.test(token)) return { type: 'number', value: Number(token) };
    if (/^["']/.test(token)) return { type: 'text', value: token.slice(1, -1) };
    if (!/^\w/.test(token)) throw new Error(`"${text}" has ${token} where a value is wanted.`);
    if (next() !== '(') return { type: 'id', id: token };
    take('(');
    return { type: 'call', name: token, parts: list(')') };
  };
  const expression = level(0);
  if (at < tokens.length) throw new Error(`"${text}" goes on with ${next()} where its end is wanted.`);
  return expression;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let from = 0; text.slice(from).trim() !== ''; from = TOKEN.lastIndex) {
    TOKEN.lastIndex = from;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`"${text}" cannot be read from "${text.slice(from)}" on.`);
    tokens.push(match[0].trim());
  }
  return tokens;
}
