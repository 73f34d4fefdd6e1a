import { API_KEY, HOST } from '../local/option-rules.ts';
import type { StartLocalOptions } from './surface.d.ts';

type Check = readonly [is: (value: unknown) => boolean, must: string];

const aFunction: Check = [(value) => typeof value === 'function', 'must be a function'];
const aBoolean: Check = [(value) => typeof value === 'boolean', 'must be true or false'];
const aText = ({ pattern, must }: typeof HOST): Check => [
  (value) => typeof value === 'string' && pattern.test(value),
  must,
];

const CHECKS: Record<keyof StartLocalOptions, Check> = {
  stage: aText({ pattern: /./, must: 'must be the name of a stage' }),
  port: [
    (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
    'must be a whole number from 0 to 65535',
  ],
  host: aText(HOST),
  apiKey: aText(API_KEY),
  data: aText({ pattern: /./, must: 'must be a folder' }),
  users: aBoolean,
  webhooks: [
    (value) => Array.isArray(value) && value.every((url) => typeof url === 'string'),
    'must be a list of URLs',
  ],
  delivery: aBoolean,
  onEvent: aFunction,
  chaos: aBoolean,
  retryScale: [
    (value) => typeof value === 'number' && value > 0 && value <= 1,
    'must be a number above 0, and 1 at most',
  ],
  onLog: aFunction,
  signal: [(value) => value instanceof AbortSignal, 'must be an AbortSignal'],
};

/** @throws TypeError with one sentence on the first option that is unknown, or has an impossible value */
export function checkOptions(options: StartLocalOptions): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new TypeError('startLocal: its options must be an object.');
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(CHECKS, name))
      throw new TypeError(
        `startLocal: there is no option "${name}"; there are ${Object.keys(CHECKS).join(', ')}.`,
      );
    const [is, must] = CHECKS[name as keyof StartLocalOptions];
    // A key is nobody's business but its owner's.
    const not = typeof value === 'string' && name !== 'apiKey' ? `, not "${value}"` : '';
    if (value !== undefined && !is(value)) throw new TypeError(`startLocal: ${name} ${must}${not}.`);
  }
}
