/** What an expression of a template may refer to. */
export interface Scope {
  /** Value of a resource, parameter or pseudo parameter; undefined when there is none of that name. */
  ref(logicalId: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  /** The value that another stack exports. */
  imported(name: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, top: string, second: string): unknown;
  region: string;
}

/** What `AWS::NoValue` resolves to: the property or element that holds it is left out. */
const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const INTRINSICS: Record<string, Intrinsic> = {
  Ref: (name, scope) => reference(String(name), scope),
  'Fn::GetAtt': (argument, scope) => {
    const [id, ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
    return scope.attribute(id ?? '', path.join('.'));
  },
  'Fn::ImportValue': (name, scope) => scope.imported(String(resolve(name, scope))),
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = resolve(argument, scope) as [string, unknown[]];
    return parts.map(String).join(separator);
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = resolve(argument, scope) as [string, string];
    return String(text).split(separator);
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = resolve(argument, scope) as [number | string, unknown[]];
    return list[Number(index)];
  },
  'Fn::Sub': (argument, scope) => {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const values = resolve(variables, scope) as Record<string, unknown>;
    return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (Object.hasOwn(values, name)) return String(values[name]);
      return String(name.includes('.') ? INTRINSICS['Fn::GetAtt']!(name, scope) : reference(name, scope));
    });
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, top, second] = (resolve(argument, scope) as unknown[]).map(String);
    return scope.mapping(map ?? '', top ?? '', second ?? '');
  },
  'Fn::Base64': (argument, scope) => Buffer.from(String(resolve(argument, scope))).toString('base64'),
  'Fn::GetAZs': (_, { region }) => ['a', 'b', 'c'].map((zone) => region + zone),
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = argument as [string, unknown, unknown];
    return value(scope.condition(name) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = resolve(argument, scope) as [unknown, unknown];
    return String(left) === String(right);
  },
  'Fn::And': (argument, scope) => (argument as unknown[]).every((item) => resolve(item, scope) === true),
  'Fn::Or': (argument, scope) => (argument as unknown[]).some((item) => resolve(item, scope) === true),
  'Fn::Not': (argument, scope) => resolve((argument as unknown[])[0], scope) !== true,
  Condition: (name, scope) => scope.condition(String(name)),
};

/**
 * Replaces the intrinsic functions in a part of a template by their values. `Condition` counts as one only where
 * it is a string, since policies have a `Condition` too.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 * @throws Error that names a reference to nothing, or an intrinsic that is not known here.
 */
export function resolve(expression: unknown, scope: Scope): unknown {
  const resolved = value(expression, scope);
  return resolved === NO_VALUE ? undefined : resolved;
}

function value(expression: unknown, scope: Scope): unknown {
  if (Array.isArray(expression)) {
    return expression.map((item) => value(item, scope)).filter((item) => item !== NO_VALUE);
  }
  if (typeof expression !== 'object' || expression === null) return expression;
  const entries = Object.entries(expression);
  const [only] = entries;
  if (entries.length === 1 && only && isIntrinsic(only)) {
    const intrinsic = INTRINSICS[only[0]];
    if (!intrinsic) throw new Error(`The template uses ${only[0]}, which the local run does not know.`);
    return intrinsic(only[1], scope);
  }
  return Object.fromEntries(
    entries.map(([key, item]) => [key, value(item, scope)]).filter(([, item]) => item !== NO_VALUE),
  );
}

function isIntrinsic([key, argument]: [string, unknown]): boolean {
  if (key === 'Ref' || key === 'Condition') return typeof argument === 'string';
  return key.startsWith('Fn::');
}

function reference(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  const found = scope.ref(name);
  if (found === undefined) throw new Error(`The template refers to ${name}, which it does not declare.`);
  return found;
}
