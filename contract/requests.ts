import * as z from 'zod/mini';
import type * as answers from './answers.ts';
import {
  attributeLimits,
  attributeName,
  attributes,
  attributeValue,
  declarations,
  disposition,
  epochMs,
  filename,
  id,
  imageId,
  MAX_ATTRIBUTES,
  TOO_MANY_ATTRIBUTES,
  tag,
  tagList,
  title,
  userId,
} from './fields.ts';
import { STATUSES } from './outcomes.ts';

/*
 * The HTTP contract, once: the function validates with these schemas, the OpenAPI document is generated from them,
 * and the client takes its types. Of a body the gateway checks only that it is a JSON object. Nothing here may import from Node.js.
 */

/** Every path and its methods: the function's route table and the gateway's resources must have just these. */
export const PATHS = {
  '/metadata': ['GET', 'POST'],
  '/metadata/{id}': ['GET', 'PUT', 'DELETE'],
  '/api/upload_url': ['POST'],
  '/api/download_url': ['POST'],
} as const;

/** Body of `POST /metadata`. */
export const createBody = z.strictObject({
  filename,
  title: z.optional(title),
  userId: z.optional(userId),
  imageId: z.optional(imageId),
  tags: z.optional(tagList),
  attributes: z.optional(attributes),
  ...declarations,
});

const tagChanges = z.strictObject({ add: z.optional(tagList), remove: z.optional(tagList) }).check(
  z.refine(({ add = [], remove = [] }) => !add.some((item) => remove.includes(item)), {
    error: 'must not add and remove the same tag',
  }),
  z.meta({ description: 'Set operations: they merge with those of other editors.' }),
);

/** Body of `PUT /metadata/{id}`. */
export const updateBody = z.strictObject({
  filename: z.optional(filename),
  title: z.optional(z.nullable(title)),
  tags: z.optional(tagChanges),
  attributes: z.optional(
    z.record(attributeName, z.nullable(attributeValue)).check(
      z.refine<object>((value) => Object.keys(value).length <= 2 * MAX_ATTRIBUTES, TOO_MANY_ATTRIBUTES),
      attributeLimits[1],
      z.meta({ description: 'Merged key by key; `null` removes a key.' }),
    ),
  ),
  ...declarations,
});

const named = {
  userId,
  imageId: z.optional(imageId),
  tweetId: z.optional(imageId),
};

/** Body of `POST /api/upload_url`. */
export const uploadUrlBody = z.strictObject({
  ...named,
  filename: z.optional(filename),
  ...declarations,
});

/** Body of `POST /api/download_url`. */
export const downloadUrlBody = z.strictObject({ ...named, disposition });

/** Query of `GET /metadata`. */
export const listQuery = z.strictObject({
  limit: z._default(z.int().check(z.gte(1), z.lte(100), z.meta({ description: 'Records a page.' })), 50),
  cursor: z.optional(
    z
      .string()
      .check(
        z.minLength(1),
        z.meta({ description: '`nextCursor` of the page before, with the same filters.' }),
      ),
  ),
  order: z._default(
    z.enum(['desc', 'asc']).check(z.meta({ description: 'Newest or oldest first.' })),
    'desc',
  ),
  status: z.optional(z.enum(STATUSES)),
  userId: z.optional(userId),
  imageId: z.optional(imageId),
  tag: z.optional(tag),
  createdAfter: z.optional(epochMs('Only records created later, epoch ms.')),
  createdBefore: z.optional(epochMs('Only records created earlier, epoch ms.')),
  disposition,
});

/** The query parameters whose text is an integer. */
export const INTEGER_PARAMETERS: ReadonlySet<string> = new Set(['limit', 'createdAfter', 'createdBefore']);

/** Query of `GET /metadata/{id}`. */
export const readQuery = z.strictObject({ disposition });

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
