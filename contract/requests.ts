import * as z from 'zod/mini';
import type * as answers from './answers.ts';
import {
  attributeLimits,
  attributeName,
  attributes,
  attributeValue,
  DEFAULT_DISPOSITION,
  declarations,
  disposition,
  dispositionName,
  epochMs,
  filename,
  id,
  imageId,
  knownTag,
  knownTagList,
  leaveOutNull,
  MAX_ATTRIBUTES,
  newImageId,
  newUserId,
  TOO_MANY_ATTRIBUTES,
  tagList,
  title,
  userId,
} from './fields.ts';
import { STATUSES } from './outcomes.ts';

/*
 * The HTTP contract, once: the function validates with these schemas, the OpenAPI document is generated from them,
 * and the client takes its types. Of a body the gateway checks only that it is a JSON object. `null` for a field that may
 * be left out is leaving it out, unless it removes something. Nothing here may import from Node.js.
 */

export const createFields = z.strictObject({
  filename,
  title: z.nullish(title),
  userId: z.nullish(newUserId),
  imageId: z.nullish(newImageId),
  tags: z.nullish(tagList),
  attributes: z.nullish(attributes),
  ...declarations,
});

/** Body of `POST /metadata`. */
export const createBody = z.pipe(createFields, z.transform(leaveOutNull<z.output<typeof createFields>>));

const tagFields = z.strictObject({ add: z.nullish(tagList), remove: z.nullish(knownTagList) });

const tagChanges = z.pipe(
  tagFields,
  z.transform(leaveOutNull<z.output<typeof tagFields>>).check(
    z.refine(({ add = [], remove = [] }) => !add.some((item) => remove.includes(item)), {
      error: 'must not add and remove the same tag',
    }),
  ),
);

const updateFields = z.strictObject({
  filename: z.nullish(filename),
  title: z.nullish(title),
  tags: z.nullish(tagChanges),
  attributes: z.nullish(
    z.record(attributeName, z.nullable(attributeValue)).check(
      z.refine<object>((value) => Object.keys(value).length <= 2 * MAX_ATTRIBUTES, TOO_MANY_ATTRIBUTES),
      attributeLimits[1],
    ),
  ),
  ...declarations,
});

/** Body of `PUT /metadata/{id}`. */
export const updateBody = z.pipe(
  updateFields,
  z.transform(({ title, ...fields }: z.output<typeof updateFields>) => ({
    ...leaveOutNull(fields),
    ...(title !== undefined && { title }),
  })),
);

const uploadUrlFields = z.strictObject({
  userId: newUserId,
  imageId: z.nullish(newImageId),
  tweetId: z.nullish(newImageId),
  filename: z.nullish(filename),
  ...declarations,
});

/** Body of `POST /api/upload_url`. */
export const uploadUrlBody = z.pipe(
  uploadUrlFields,
  z.transform(leaveOutNull<z.output<typeof uploadUrlFields>>),
);

const downloadUrlFields = z.strictObject({
  userId,
  imageId: z.nullish(imageId),
  tweetId: z.nullish(imageId),
  disposition: z.nullish(dispositionName),
});

/** Body of `POST /api/download_url`. */
export const downloadUrlBody = z.pipe(
  downloadUrlFields,
  z.transform(({ disposition, ...fields }: z.output<typeof downloadUrlFields>) => ({
    ...leaveOutNull(fields),
    disposition: disposition ?? DEFAULT_DISPOSITION,
  })),
);

/** Query of `GET /metadata`. */
export const listQuery = z.strictObject({
  limit: z._default(z.int().check(z.gte(1), z.lte(100)), 50),
  cursor: z.optional(z.string().check(z.minLength(1))),
  order: z._default(z.enum(['desc', 'asc']), 'desc'),
  status: z.optional(z.enum(STATUSES)),
  userId: z.optional(userId),
  imageId: z.optional(imageId),
  tag: z.optional(knownTag),
  createdAfter: z.optional(epochMs),
  createdBefore: z.optional(epochMs),
  disposition,
});

/** The query parameters whose text is an integer. */
export const INTEGER_PARAMETERS: ReadonlySet<string> = new Set([
  'limit',
  'createdAfter',
  'createdBefore',
  'ticketsPerHour',
]);

/** Only a record of this owner: that of another is 404, as if it were not there. */
const owner = z.optional(userId);

/** Query of `GET /metadata/{id}`. */
export const readQuery = z.strictObject({ disposition, userId: owner });

/** Query of `DELETE /metadata/{id}`. */
export const deleteQuery = z.strictObject({ userId: owner, erase: z.optional(z.enum(['true', 'false'])) });

/** Query of `DELETE /metadata`: never of everything. */
export const eraseAllQuery = z.strictObject({ userId, erase: z.enum(['true']) });

const ticketsPerHour = z.optional(z.int().check(z.gte(1)));

/** Query of `PUT /metadata/{id}`. */
export const updateQuery = z.strictObject({ userId: owner, ticketsPerHour });

/** Query of `POST /metadata`. */
export const createQuery = z.strictObject({ ticketsPerHour });

export const noQuery = z.strictObject({});

export const recordPath = z.strictObject({ id });

/** Header `Idempotency-Key`. */
export const idempotencyKey = z
  .string()
  .check(z.regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters'));

export type CreateBody = z.infer<typeof createBody>;
export type UpdateBody = z.infer<typeof updateBody>;
export type UploadUrlBody = z.infer<typeof uploadUrlBody>;
export type ListQuery = z.infer<typeof listQuery>;
/** Query of `GET /metadata` as a caller writes it: every field optional. */
export type ListParameters = z.input<typeof listQuery>;
export type Disposition = z.infer<typeof disposition>;
export type Metadata = z.infer<typeof answers.metadata>;
export type PreSignedUrl = z.infer<typeof answers.preSignedUrl>;
export type RecordAnswer = z.infer<typeof answers.recordAnswer>;
export type ListAnswer = z.infer<typeof answers.listAnswer>;
