import { isArn, matches, matchesArn } from './patterns.ts';

/** Operators with the keys that they test, and the values that are wanted. */
export type Conditions = Record<string, Record<string, Scalar | Scalar[]>>;

type Scalar = string | number | boolean;

/** Condition keys of a request; a list for a key that has several values. What is missing is absent from the request. */
export type ContextKeys = Readonly<Record<string, string | readonly string[]>>;

type Test = (actual: string, wanted: string) => boolean;

interface Operator {
  test: Test;
  /** Holds for what the test does not hold for, and for what is absent. */
  negated?: true;
  /** What is wrong with a wanted value. */
  fault?: (wanted: string) => string | undefined;
}

const numeric = (compare: (actual: number, wanted: number) => boolean): Operator => ({
  test: (actual, wanted) => isNumber(actual) && compare(Number(actual), Number(wanted)),
  fault: (wanted) => (isNumber(wanted) ? undefined : 'is no number'),
});
const arn: Operator = { test: (actual, wanted) => matchesArn(wanted, actual), fault: arnFault };
const sameText = (actual: string, wanted: string): boolean => actual === wanted;
const sameLetters = (actual: string, wanted: string): boolean =>
  actual.toLowerCase() === wanted.toLowerCase();
const alike = (actual: string, wanted: string): boolean => matches(wanted, actual);
const not = (operator: Operator): Operator => ({ ...operator, negated: true });

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Record<string, Operator> = {
  StringEquals: { test: sameText },
  StringNotEquals: not({ test: sameText }),
  StringEqualsIgnoreCase: { test: sameLetters },
  StringNotEqualsIgnoreCase: not({ test: sameLetters }),
  StringLike: { test: alike },
  StringNotLike: not({ test: alike }),
  ArnEquals: arn,
  ArnLike: arn,
  ArnNotEquals: not(arn),
  ArnNotLike: not(arn),
  Bool: {
    test: sameLetters,
    fault: (wanted) => (/^(true|false)$/i.test(wanted) ? undefined : 'is neither true nor false'),
  },
  NumericEquals: numeric((actual, wanted) => actual === wanted),
  NumericNotEquals: not(numeric((actual, wanted) => actual === wanted)),
  NumericLessThan: numeric((actual, wanted) => actual < wanted),
  NumericLessThanEquals: numeric((actual, wanted) => actual <= wanted),
  NumericGreaterThan: numeric((actual, wanted) => actual > wanted),
  NumericGreaterThanEquals: numeric((actual, wanted) => actual >= wanted),
};

/**
 * Whether every condition holds: each key of each operator, for one of its values.
 * @throws Error for what the local run does not know, or IAM refuses: a guess could allow what AWS does not
 */
export function conditionsHold(conditions: Conditions, context: ContextKeys): boolean {
  const keys = new Map(Object.entries(context).map(([name, value]) => [name.toLowerCase(), value]));
  // Not lazily: a fault in the last condition is one whatever the first says.
  const held = Object.entries(conditions).flatMap(([operator, tests]) =>
    Object.entries(tests).map(([key, wanted]) =>
      holds(operator, key, keys.get(key.toLowerCase()), [wanted].flat().map(String)),
    ),
  );
  return !held.includes(false);
}

function holds(
  name: string,
  key: string,
  actual: string | readonly string[] | undefined,
  wanted: string[],
): boolean {
  const fault = (what: string) => new Error(`A policy's Condition uses ${name} of ${key}, ${what}.`);
  if (wanted.some((value) => value.includes('${'))) {
    throw fault('with a policy variable, which the local run does not know');
  }
  if (name === 'Null') return absence(wanted, actual, fault);
  const [, set, plain = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(name) ?? [];
  const operator = Object.hasOwn(OPERATORS, plain) ? OPERATORS[plain]! : undefined;
  if (!operator) throw fault('an operator which the local run does not know');
  const wrong = wanted.map((value) => operator.fault?.(value)).find((one) => one !== undefined);
  if (wrong !== undefined) throw fault(`whose value ${wrong}`);

  const passes = (value: string) =>
    wanted.some((one) => operator.test(value, one)) !== (operator.negated ?? false);
  const values = actual === undefined ? [] : [actual].flat();
  if (set === 'ForAllValues') return values.every(passes);
  if (set === 'ForAnyValue') return values.length === 0 ? ifExists !== undefined : values.some(passes);
  if (values.length === 0) return operator.negated === true || ifExists !== undefined;
  if (Array.isArray(actual)) throw fault('which has several values and needs ForAnyValue or ForAllValues');
  return passes(values[0]!);
}

/** `Null`: `true` asks that the key is absent, `false` that it is there. */
function absence(wanted: string[], actual: unknown, fault: (what: string) => Error): boolean {
  return wanted.some((value) => {
    if (!/^(true|false)$/i.test(value)) throw fault('whose value is neither true nor false');
    return (value.toLowerCase() === 'true') === (actual === undefined);
  });
}

function arnFault(wanted: string): string | undefined {
  return isArn(wanted) ? undefined : 'is no ARN';
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}
