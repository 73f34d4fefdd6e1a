import type { ApiError } from '../../client/errors.ts';
import { excerpt, isolated } from './isolated.ts';

/** What people call the fields that the page sends, by the first part of their path. Each goes on with “must have …”. */
const NAMES: Record<string, string> = {
  title: 'The title',
  filename: 'The file name',
  tags: 'The list of tags',
  tag: 'The tag',
  attributes: 'The list of attributes',
  size: 'The size of the file',
  sha256: 'The checksum of the file',
  contentType: 'The type of the file',
  userId: 'The name of the owner',
  imageId: 'The name of the image',
  id: 'The address of the image',
  status: 'The status to filter by',
};

/** Characters (code points) of a tag within a sentence. */
const MAX_TAG_SHOWN = 40;

/** Faults that the service tells in words of programmers. */
const FAULTS: [RegExp, string][] = [
  [/^must be well-formed Unicode$/, 'has a broken character in it; type it anew'],
  [/^must not be __proto__$/, 'is a word that cannot be used'],
  [/^must have at most (\d+) (?:entries|keys)$/, 'must have at most $1'],
  [/^must be at most \d+ bytes as JSON$/, 'must be shorter'],
  [/^must have at least 1 characters$/, 'must not be empty'],
  [/^must be one of /, 'is not accepted here'],
  [/^must be at most \d+$/, 'is too large'],
  [/^must be at least \d+$/, 'is too small'],
  [/A-Z a-z 0-9/, 'may have letters from A to Z, digits, dots, dashes and underscores alone, 255 at most'],
  [
    /^(?:must be an? |must be a UUID|must be 64 hex|is not a known|has a name that|is required)/,
    'is not accepted',
  ],
];

/** What is wrong with fields, a sentence for each; empty when the error names none. */
export function fieldWords({ errors }: Pick<ApiError, 'errors'>, sent?: object): string {
  const sentences = errors.map(({ path, message }) => faultWords(path, message, sent));
  return [...new Set(sentences)].join(' ');
}

/**
 * @param path Of a field, with dots: `tags.add.2`.
 * @param fault What is wrong with it: `must have at most 64 characters`.
 * @param sent What was sent, to tell which entry of a list is at fault.
 */
export function faultWords(path: string, fault: string, sent?: object): string {
  const known = FAULTS.find(([pattern]) => pattern.test(fault));
  const words = known ? known[1].replace('$1', known[0].exec(fault)?.[1] ?? '') : fault;
  return `${subject(path, sent)} ${words}.`;
}

function subject(path: string, sent: object | undefined): string {
  const [field = '', ...rest] = path.split('.');
  const name = Object.hasOwn(NAMES, field) ? NAMES[field]! : 'What was sent';
  if (rest.length === 0) return name;
  if (field === 'attributes') return `The attribute “${isolated(rest.join('.'))}”`;
  const value = rest.reduce<unknown>((inner, key) => Object(inner)[key], Object(sent)[field]);
  if (field !== 'tags' || !/^\d+$/.test(rest.at(-1)!)) return name;
  // Of a tag that is far too long its beginning says which one it is.
  return typeof value === 'string'
    ? `The tag “${isolated(excerpt(value, MAX_TAG_SHOWN))}”`
    : 'One of the tags';
}
