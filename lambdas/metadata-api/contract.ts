import * as z from 'zod/mini';
import { imageTypes } from '../shared/image-types.ts';
import { REJECTION_CODES } from '../shared/record.ts';
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
} from './contract-fields.ts';
import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

/*
 * The HTTP contract, once: the function validates with these schemas, the gateway's models and the OpenAPI document
 * are generated from them, and the client takes its types. Nothing here may import from Node.js.
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
  status: z.optional(z.enum(['pending', 'ready', 'rejected'])),
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

const pixels = z.int().check(z.gte(1));

const rejection = z.object({
  code: z.enum(REJECTION_CODES),
  message: z.string(),
  at: epochMs('When the refused upload happened.'),
});

/** A record as clients see it. */
export const metadata = z.object({
  id,
  filename,
  createdAt: epochMs('Epoch ms.'),
  updatedAt: epochMs('Epoch ms.'),
  isUploaded: z.boolean().check(z.meta({ description: 'An image was accepted.' })),
  status: z.enum(['pending', 'ready', 'rejected']),
  version: z.int().check(z.gte(1), z.meta({ description: 'Revision of the record; its ETag.' })),
  title: z.optional(title),
  userId: z.optional(userId),
  imageId: z.optional(imageId),
  tags: z.optional(z.array(tag).check(z.meta({ description: 'Sorted; absent when there is none.' }))),
  attributes: z.optional(z.record(attributeName, attributeValue)),
  size: z.optional(z.int().check(z.gte(1), z.meta({ description: 'Bytes.' }))),
  width: z.optional(pixels.check(z.meta({ description: 'Pixels, as displayed.' }))),
  height: z.optional(pixels.check(z.meta({ description: 'Pixels, as displayed.' }))),
  storedWidth: z.optional(pixels.check(z.meta({ description: 'Pixels as stored, where they differ.' }))),
  storedHeight: z.optional(pixels.check(z.meta({ description: 'Pixels as stored, where they differ.' }))),
  orientation: z.optional(z.int().check(z.gte(1), z.lte(8), z.meta({ description: 'EXIF orientation.' }))),
  contentType: z.optional(z.enum(imageTypes).check(z.meta({ description: 'Read from the bytes.' }))),
  animated: z.optional(z.boolean()),
  sha256: z.optional(z.string().check(z.meta({ description: 'Hexadecimal, as S3 verified it.' }))),
  contentVersion: z.optional(
    z.int().check(z.gte(1), z.meta({ description: '1, 2, … with each accepted image.' })),
  ),
  uploadedAt: z.optional(epochMs('Epoch ms of the upload.')),
  rejection: z.optional(rejection.check(z.meta({ description: 'Why the latest upload was refused.' }))),
});

export const preSignedUrl = z.object({
  id,
  url: z.string().check(z.meta({ format: 'uri', description: 'A bearer secret until it expires.' })),
  method: z.enum(['PUT', 'GET']),
  expiresIn: z.int().check(z.gte(0), z.meta({ description: 'Seconds that remain.' })),
  expiresAt: epochMs('Epoch ms.'),
  headers: z.optional(
    z
      .record(z.string(), z.string())
      .check(
        z.meta({ description: 'Exactly what to send with the request; absent when nothing is needed.' }),
      ),
  ),
});

export const recordAnswer = z.object({ metadata, preSignedUrl: z.nullable(preSignedUrl) });

export const listAnswer = z.object({
  metadata: z.array(metadata),
  preSignedUrls: z.array(preSignedUrl).check(z.meta({ description: 'One for each uploaded image.' })),
  nextCursor: z.optional(z.string().check(z.meta({ description: 'Absent on the last page.' }))),
});

export const presignedUrlAnswer = z.object({
  presignedUrl: z.string().check(z.meta({ format: 'uri' })),
  headers: z.optional(
    z
      .record(z.string(), z.string())
      .check(z.meta({ description: 'Exactly what to send, when something was declared.' })),
  ),
});

/** Every answer that is an error. */
export const errorAnswer = z.object({
  message: z.string().check(z.meta({ description: 'One sentence for a person.' })),
  code: z.enum(Object.keys(ERROR_CODES) as ErrorCode[]).check(z.meta({ description: 'For programs.' })),
  requestId: z.string().check(z.meta({ description: 'Finds the request in the log.' })),
  errors: z.optional(
    z.array(
      z.object({
        path: z
          .string()
          .check(
            z.meta({ description: 'Dotted path of a body field, or the name of a parameter or header.' }),
          ),
        message: z.string(),
      }),
    ),
  ),
  version: z.optional(
    z.int().check(z.meta({ description: 'With `PreconditionFailed`: the current revision.' })),
  ),
});

export type CreateBody = z.infer<typeof createBody>;
export type UpdateBody = z.infer<typeof updateBody>;
export type UploadUrlBody = z.infer<typeof uploadUrlBody>;
export type DownloadUrlBody = z.input<typeof downloadUrlBody>;
export type ListQuery = z.infer<typeof listQuery>;
/** Query of `GET /metadata` as a caller writes it: every field optional. */
export type ListParameters = z.input<typeof listQuery>;
export type Disposition = z.infer<typeof disposition>;
export type Metadata = z.infer<typeof metadata>;
export type PreSignedUrl = z.infer<typeof preSignedUrl>;
export type RecordAnswer = z.infer<typeof recordAnswer>;
export type ListAnswer = z.infer<typeof listAnswer>;
export type PresignedUrlAnswer = z.infer<typeof presignedUrlAnswer>;

/**
 * The outline of a request body as an API Gateway model (JSON Schema draft 4). The gateway refuses what is no JSON
 * object before it costs an invocation; the fields are left to the function, which can name the one that is wrong.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export function gatewayModel(body: z.core.$ZodType) {
  const { type } = z.toJSONSchema(body, { target: 'draft-04', io: 'input' });
  return { $schema: 'http://json-schema.org/draft-04/schema#', type };
}
