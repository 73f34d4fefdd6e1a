/* Values in templates as Java has them, whose Velocity API Gateway runs. */

type Variables = Record<string, unknown>;

/** What a template does that a guess could get wrong. */
export const notKnown = (does: string): Error =>
  new Error(`A mapping template ${does}, which the local run does not know.`);

export const isNothing = (value: unknown): value is null | undefined => value === undefined || value === null;
export const isTrue = (value: unknown): boolean => !isNothing(value) && value !== false;
/** Values of several types are the same when they print the same. */
export const isSame = (a: unknown, b: unknown): boolean =>
  isNothing(a) || isNothing(b) ? isNothing(a) && isNothing(b) : print(a) === print(b);

/** As Java prints it. */
export function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, held]) => typeof held !== 'function');
  return `{${entries.map(([key, held]) => `${key}=${print(held)}`).join(', ')}}`;
}

/** @throws Error for a method that is neither the object's own nor among Java's below */
export function callMethod(object: unknown, name: string, args: unknown[]): unknown {
  const own = ownValue(object, name);
  if (typeof own === 'function') return own(...args);
  if (typeof object === 'string' && SHARED.has(name)) return object[name as 'concat'](...(args as string[]));
  const method = ownValue(METHODS[typeOf(object)], name) as Method | undefined;
  if (method) return method(object as never, ...(args as never[]));
  throw notKnown(`calls ${typeOf(object)}.${name}`);
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'List';
  return typeof value === 'object' ? 'Map' : Object(value).constructor.name;
}

const ownValue = (object: unknown, name: string): unknown =>
  !isNothing(object) && Object.hasOwn(object, name) ? (object as Variables)[name] : undefined;

type Method = (object: never, ...args: never[]) => unknown;

/** Methods of Java's String that JavaScript's has too. */
const SHARED = new Set([
  ...['concat', 'endsWith', 'indexOf', 'lastIndexOf', 'startsWith', 'substring'],
  ...['toLowerCase', 'toString', 'toUpperCase', 'trim'],
]);

const METHODS: Record<string, Record<string, Method>> = {
  String: {
    contains: (text: string, part: unknown) => text.includes(String(part)),
    equals: (text: string, other: unknown) => text === other,
    equalsIgnoreCase: (text: string, other: unknown) => text.toLowerCase() === String(other).toLowerCase(),
    isEmpty: (text: string) => text === '',
    length: (text: string) => text.length,
    matches: (text: string, pattern: string) => new RegExp(`^(?:${pattern})$`).test(text),
    replace: (text: string, part: string, other: string) => text.replaceAll(part, () => other),
    replaceAll: (text: string, pattern: string, other: string) =>
      text.replace(new RegExp(pattern, 'g'), other),
    split: (text: string, pattern: string) =>
      text.replace(new RegExp(`(?:${pattern})+$`), '').split(new RegExp(pattern)),
  },
  List: {
    add: (list: unknown[], value: unknown) => list.push(value) > 0,
    contains: (list: unknown[], value: unknown) => list.some((held) => isSame(held, value)),
    get: (list: unknown[], index: number) => list.at(index),
    isEmpty: (list: unknown[]) => list.length === 0,
    size: (list: unknown[]) => list.length,
  },
  Map: {
    containsKey: (map: Variables, key: string) => Object.hasOwn(map, key),
    get: ownValue,
    isEmpty: (map: Variables) => Object.keys(map).length === 0,
    keySet: (map: Variables) => Object.keys(map),
    put: (map: Variables, key: string, value: unknown) => {
      const before = ownValue(map, key);
      map[key] = value;
      return before;
    },
    size: (map: Variables) => Object.keys(map).length,
  },
};
