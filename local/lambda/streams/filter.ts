/** Whether a record is handed over. */
export type Filter = (record: object) => boolean;

export interface FilterCriteria {
  Filters?: { Pattern?: string }[];
}

type Leaf = string | number | boolean | null;
/** On the values of one field: several where it is a list, none where it is missing. */
type Rule = (values: Leaf[]) => boolean;

const FIELDS = [
  'awsRegion',
  'dynamodb',
  'eventID',
  'eventName',
  'eventSource',
  'eventSourceARN',
  'eventVersion',
  'userIdentity',
];

/**
 * Reads the filters of an event source mapping: a record goes through if any takes it.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 * @throws Error for a pattern that Lambda would refuse, that could never match, or that is not known here
 */
export function readFilters({ Filters = [] }: FilterCriteria = {}): Filter {
  const filters = Filters.map(({ Pattern = '{}' }) => patternOf(parse(Pattern), []));
  return filters.length === 0 ? () => true : (record) => filters.some((filter) => filter(record));
}

function parse(pattern: string): unknown {
  try {
    return JSON.parse(pattern);
  } catch {
    throw new Error(`the filter ${pattern} is no JSON`);
  }
}

function patternOf(pattern: unknown, path: string[]): (value: unknown) => boolean {
  if (!isObject(pattern)) throw new Error(`the filter's ${path.join('.') || 'pattern'} is no object`);
  const tests = Object.entries(pattern).map(([name, part]) => partOf(name, part, path));
  return (value) => tests.every((test) => test(value));
}

function partOf(name: string, part: unknown, above: string[]): (value: unknown) => boolean {
  if (name === '$or') {
    if (!Array.isArray(part) || part.length === 0) throw new Error("the filter's $or is no list of patterns");
    const choices = part.map((choice) => patternOf(choice, above));
    return (value) => choices.some((choice) => choice(value));
  }
  const path = [...above, name];
  if (above.length === 0 && !FIELDS.includes(name)) {
    throw new Error(`the filter asks for ${name}, which no record of a stream has`);
  }
  if (!Array.isArray(part)) {
    const inner = patternOf(part, path);
    return (value) => each(fieldOf(value, name)).some(inner);
  }
  if (part.length === 0) throw new Error(`the filter's ${path.join('.')} is an empty list`);
  checkLeaf(path);
  const rules = part.map((rule) => ruleOf(rule, path));
  return (value) => {
    const leaves = each(fieldOf(value, name)).filter(
      (leaf): leaf is Leaf => leaf !== undefined && !isObject(leaf),
    );
    return rules.some((rule) => rule(leaves));
  };
}

const IMAGES = ['Keys', 'NewImage', 'OldImage'];
const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS'];

/** Rules are for values: one on an attribute without its type, or on a whole image, never matches on AWS, or always. */
function checkLeaf([field, image = '', attribute, ...rest]: string[]): void {
  if (field === 'userIdentity' && image === '')
    throw new Error("the filter's userIdentity is no single value");
  if (field !== 'dynamodb') return;
  const whole = image === '' || (IMAGES.includes(image) && !TYPES.includes(rest.at(-1) ?? ''));
  if (!whole) return;
  const path = [field, image, attribute, ...rest].filter(Boolean).join('.');
  throw new Error(`the filter's ${path} is no single value: it takes an attribute with its type, such as S`);
}

function ruleOf(rule: unknown, path: string[]): Rule {
  if (!isObject(rule)) {
    if (Array.isArray(rule)) throw new Error(`the filter's ${path.join('.')} has a list in a list`);
    if (typeof rule === 'number') checkNumber(path);
    return (values) => values.includes(rule as Leaf);
  }
  const [entry, more] = Object.entries(rule);
  const make = entry && !more ? OPERATORS[entry[0]] : undefined;
  const made = make?.(entry![1], path);
  if (!made) {
    throw new Error(
      `the filter's ${path.join('.')} has ${JSON.stringify(rule)}, which the local run does not know`,
    );
  }
  return made;
}

const text =
  (holds: (value: string, given: string) => boolean) =>
  (given: unknown): Rule | undefined =>
    typeof given === 'string'
      ? (values) => values.some((value) => typeof value === 'string' && holds(value, given))
      : undefined;

/** Undefined for what is given in another form than is known. */
const OPERATORS: Record<string, (given: unknown, path: string[]) => Rule | undefined> = {
  exists: (given) => (typeof given === 'boolean' ? (values) => values.length > 0 === given : undefined),
  prefix: text((value, given) => value.startsWith(given)),
  suffix: text((value, given) => value.endsWith(given)),
  'equals-ignore-case': text((value, given) => value.toLowerCase() === given.toLowerCase()),
  'anything-but': (given, path) => {
    const refused = (Array.isArray(given) ? given : [given]).map((one) => ruleOf(one, path));
    return (values) => values.some((value) => !refused.some((rule) => rule([value])));
  },
  numeric: (given, path) => {
    checkNumber(path);
    if (!Array.isArray(given) || given.length === 0 || given.length % 2 === 1) return undefined;
    const bounds = Array.from({ length: given.length / 2 }, (_, index) =>
      given.slice(index * 2, index * 2 + 2),
    );
    if (!bounds.every(([sign, bound]) => COMPARISONS[sign] && typeof bound === 'number')) return undefined;
    return (values) =>
      values.some(
        (value) =>
          typeof value === 'number' && bounds.every(([sign, bound]) => COMPARISONS[sign]!(value, bound)),
      );
  },
};

const COMPARISONS: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** Numbers of an item are texts in a record, which no number equals. */
function checkNumber([field, image = '', ...rest]: string[]): void {
  if (field !== 'dynamodb' || !IMAGES.includes(image)) return;
  throw new Error(
    `the filter's ${[field, image, ...rest].join('.')} asks for a number, and numbers of an item are texts there`,
  );
}

/** The elements of a list; of anything else, the value itself. */
const each = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(each) : [value]);

const fieldOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
