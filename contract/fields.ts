import * as z from 'zod/mini';
import { canonicalType, imageTypes } from './image-types.ts';
import { hasControl, isVisible, MAX_TAG, MAX_TAGS, MAX_TITLE } from './text.ts';

/* Fields that several bodies, queries and answers of the contract share. Nothing here may import from Node.js. */

export const MAX_ATTRIBUTES = 32;
/** UTF-8 bytes of all attributes as JSON. */
export const MAX_ATTRIBUTES_BYTES = 4096;
/** Uploads that a record takes within the life of a ticket: each is remembered until its ticket has run out. */
export const MAX_USED_TICKETS = 100;
/** Epoch ms with 13 digits, as the sort key holds them. */
const MAX_EPOCH_MS = 9_999_999_999_999;

export const ATTRIBUTES_TOO_BIG = `must be at most ${MAX_ATTRIBUTES_BYTES} bytes as JSON`;
export const TOO_MANY_ATTRIBUTES = `must have at most ${MAX_ATTRIBUTES} keys`;
export const TOO_MANY_TAGS = `must have at most ${MAX_TAGS} tags`;

/** What attributes count against {@link MAX_ATTRIBUTES_BYTES}. */
export function attributesBytes(attributes: object): number {
  return new TextEncoder().encode(JSON.stringify(attributes)).length;
}

/** Of 1 to `max` characters: code points, as JSON Schema counts them. */
const limits = (max: number) =>
  [
    z.minLength(1),
    z.refine<string>(
      (value) => value.length <= max || [...value].length <= max,
      `must have at most ${max} characters`,
    ),
    z.refine<string>((value) => value.isWellFormed(), 'must be well-formed Unicode'),
    z.meta({ maxLength: max }),
  ] as const;

/** For text that is read. No patterns: many readers of JSON Schema do not know Unicode's properties. */
const shown = [
  z.refine<string>(
    (value) => !hasControl(value),
    'must not have control characters, such as tabs, line breaks and NUL',
  ),
  z.refine<string>((value) => value === '' || isVisible(value), 'must have a character that can be seen'),
] as const;

/** Any Unicode text, as it is. */
const text = (max: number) => z.string().check(...limits(max));

/** Text in NFC before anything looks at it, so that what reads the same is the same. */
const normalized = (max: number) => z.string().check(z.normalize('NFC'), ...limits(max));

/** `null` says that a field is left out, as JavaScript clients send it; so it does wherever it means nothing else. */
export function leaveOutNull<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]: Exclude<Fields[Name], null> } {
  const given = Object.entries(fields).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as ReturnType<typeof leaveOutNull<Fields>>;
}

export const epochMs = z.int().check(z.gte(0), z.lte(MAX_EPOCH_MS));

export const id = z
  .string()
  .check(
    z.regex(/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'must be a UUID'),
    z.meta({ examples: ['0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e'] }),
  );

export const filename = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9_.-]{1,255}$/, 'must be 1 to 255 of the characters A-Z a-z 0-9 _ . -'),
    z.meta({ examples: ['holiday.jpg'] }),
  );

/** Of a record that is there: release 0.1.0 took any text. So for tags and names. */
export const knownTitle = normalized(MAX_TITLE);
export const title = knownTitle.check(...shown);

export const knownTag = normalized(MAX_TAG).check(
  // Tags are names of a map in the table; this one name has a meaning of its own in JavaScript.
  z.refine((value) => value !== '__proto__', 'must not be __proto__'),
);
const tag = knownTag.check(...shown);

/* Names by which callers find their images again: compared as they are, never normalized. */
/** Of a record to be made. */
export const newUserId = text(256).check(...shown);
export const newImageId = text(256).check(...shown);
/** Of a record that is there. */
export const userId = text(256);
export const imageId = text(256);

const attributeNumber = z
  .number()
  .check(
    z.refine(
      (value) => value === 0 || (Math.abs(value) <= Number.MAX_SAFE_INTEGER && Math.abs(value) >= 1e-130),
      'must be 0 or between 1e-130 and 9007199254740991 in size; send other numbers as strings',
    ),
  );

const attributeText = z.string().check(
  z.refine((value) => value.isWellFormed(), 'must be well-formed Unicode'),
  z.refine((value) => value.length <= MAX_ATTRIBUTES_BYTES, ATTRIBUTES_TOO_BIG),
);

export const attributeName = text(64);

export const attributeValue = z.union([attributeText, attributeNumber, z.boolean()]);

export const attributeLimits = [
  z.refine<object>((value) => Object.keys(value).length <= MAX_ATTRIBUTES, TOO_MANY_ATTRIBUTES),
  z.refine<object>((value) => attributesBytes(value) <= MAX_ATTRIBUTES_BYTES, ATTRIBUTES_TOO_BIG),
] as const;

export const attributes = z.pipe(
  z.record(attributeName, z.nullable(attributeValue)).check(z.meta({ maxProperties: MAX_ATTRIBUTES })),
  z.transform(leaveOutNull<Record<string, z.infer<typeof attributeValue> | null>>).check(...attributeLimits),
);

export const tagList = z.array(tag).check(z.maxLength(MAX_TAGS));
export const knownTagList = z.array(knownTag).check(z.maxLength(MAX_TAGS));

/** What an upload ticket may sign in, so that S3 enforces it. `null` is the same as nothing. */
export const declarations = {
  contentType: z.nullish(z.string().check(z.overwrite(canonicalType), z.meta({ examples: imageTypes }))),
  size: z.nullish(z.int().check(z.gte(1))),
  sha256: z.nullish(z.string().check(z.regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal characters'))),
};

export const DEFAULT_DISPOSITION = 'inline';

export const dispositionName = z
  .enum(['inline', 'attachment'])
  .check(z.meta({ default: DEFAULT_DISPOSITION }));

export const disposition = z._default(dispositionName, DEFAULT_DISPOSITION);
