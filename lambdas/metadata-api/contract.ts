import * as z from 'zod/mini';
import { imageTypes } from '../shared/image-types.ts';
import { REJECTION_CODES } from '../shared/record.ts';

/*
 * The HTTP contract, once: the function validates with these schemas, the gateway's models and the OpenAPI document
 * are generated from them, and the client takes its types. Nothing here may import from Node.js.
 */

export const MAX_TAGS = 50;
export const MAX_ATTRIBUTES = 32;
/** UTF-8 bytes of all attributes as JSON. */
export const MAX_ATTRIBUTES_BYTES = 4096;
/** Upload tickets that a record may give out in its life. */
export const MAX_TICKETS = 100;
/** Bytes of a request body. */
export const MAX_BODY_BYTES = 64 * 1024;
/** Epoch ms with 13 digits, as the sort key holds them. */
const MAX_EPOCH_MS = 9_999_999_999_999;

export const ATTRIBUTES_TOO_BIG = `must be at most ${MAX_ATTRIBUTES_BYTES} bytes as JSON`;
export const TOO_MANY_ATTRIBUTES = `must have at most ${MAX_ATTRIBUTES} keys`;
export const TOO_MANY_TAGS = `must have at most ${MAX_TAGS} tags`;

/** What attributes count against {@link MAX_ATTRIBUTES_BYTES}. */
export function attributesBytes(attributes: object): number {
  return new TextEncoder().encode(JSON.stringify(attributes)).length;
}

/** Unicode text of 1 to `max` characters (code points, as JSON Schema counts them). */
function text(max: number, description: string) {
  return z.string().check(
    z.minLength(1),
    z.refine(
      (value) => value.length <= max || [...value].length <= max,
      `must have at most ${max} characters`,
    ),
    z.refine((value) => value.isWellFormed(), 'must be well-formed Unicode'),
    z.meta({ maxLength: max, description }),
  );
}

function epochMs(description: string) {
  return z.int().check(z.gte(0), z.lte(MAX_EPOCH_MS), z.meta({ description }));
}

const id = z
  .string()
  .check(
    z.regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a UUID'),
    z.meta({ description: 'UUID of a record.', examples: ['0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e'] }),
  );

const filename = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9_.-]{1,255}$/, 'must be 1 to 255 of the characters A-Z a-z 0-9 _ . -'),
    z.meta({ description: 'Name of the file.', examples: ['holiday.jpg'] }),
  );

const title = text(256, 'Any Unicode.');
const userId = text(256, "The caller's id of the image's owner.");
const imageId = text(256, "The caller's id of the image, unique for a `userId`.");
const tag = text(64, 'A tag.').check(
  // Tags are names of a map in the table; this one name has a meaning of its own in JavaScript.
  z.refine((value) => value !== '__proto__', 'must not be __proto__'),
);

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

const attributeName = text(64, 'Name of an attribute.');

const attributeValue = z.union([attributeText, attributeNumber, z.boolean()]);

const attributeLimits = [
  z.refine<object>((value) => Object.keys(value).length <= MAX_ATTRIBUTES, TOO_MANY_ATTRIBUTES),
  z.refine<object>((value) => attributesBytes(value) <= MAX_ATTRIBUTES_BYTES, ATTRIBUTES_TOO_BIG),
] as const;

const attributes = z
  .record(attributeName, attributeValue)
  .check(
    ...attributeLimits,
    z.meta({ maxProperties: MAX_ATTRIBUTES, description: "The caller's own fields, 4096 bytes as JSON." }),
  );

const tagList = z.array(tag).check(z.maxLength(MAX_TAGS));

/** What an upload ticket may sign in, so that S3 enforces it. */
const declarations = {
  contentType: z.optional(
    z
      .enum(imageTypes)
      .check(z.meta({ description: 'Signed into the ticket; the bytes must be of this type.' })),
  ),
  size: z.optional(
    z
      .int()
      .check(z.gte(1), z.meta({ description: 'Exact bytes of the upload, within the limit of the stage.' })),
  ),
  sha256: z.optional(
    z
      .string()
      .check(
        z.regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal characters'),
        z.meta({ description: 'SHA-256 of the upload, hexadecimal; S3 verifies it.' }),
      ),
  ),
};

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

const disposition = z._default(
  z
    .enum(['inline', 'attachment'])
    .check(z.meta({ description: 'How a browser treats the download: shows it, or saves it.' })),
  'inline',
);

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
