import * as z from 'zod/mini';
import { ERROR_CODES, type ErrorCode } from './error-codes.ts';
import {
  attributeName,
  attributeValue,
  epochMs,
  filename,
  id,
  imageId,
  knownTag,
  knownTitle,
  userId,
} from './fields.ts';
import { imageTypes } from './image-types.ts';
import { REJECTION_CODES, STATUSES, THUMBNAIL_ERRORS } from './outcomes.ts';
import { THUMBNAIL_SIDE } from './sizes.ts';

/* What the API answers. Apart from the requests, so that the function need not carry it: only its types are used. */

const pixels = z.int().check(z.gte(1));

const rejection = z.object({
  code: z.enum(REJECTION_CODES),
  message: z.string(),
  at: epochMs.check(z.meta({ description: 'When the refused upload happened.' })),
});

/** A record as clients see it. */
export const metadata = z.object({
  id,
  filename,
  createdAt: epochMs.check(z.meta({ description: 'Epoch ms.' })),
  updatedAt: epochMs.check(z.meta({ description: 'Epoch ms.' })),
  isUploaded: z.boolean().check(z.meta({ description: 'An image was accepted.' })),
  status: z.enum(STATUSES),
  version: z.int().check(z.gte(1), z.meta({ description: 'Revision of the record; its ETag.' })),
  title: z.optional(knownTitle),
  userId: z.optional(userId),
  imageId: z.optional(imageId),
  tags: z.optional(z.array(knownTag).check(z.meta({ description: 'Sorted; absent when there is none.' }))),
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
  uploadedAt: z.optional(epochMs.check(z.meta({ description: 'Epoch ms of the upload.' }))),
  thumbhash: z.optional(
    z.string().check(
      z.meta({
        description:
          'A ThumbHash (evanw.github.io/thumbhash), base64; comes soon after the image, with `thumbnailUrl`.',
      }),
    ),
  ),
  thumbnailError: z.optional(
    z.enum(THUMBNAIL_ERRORS).check(z.meta({ description: 'Why the image has no thumbnail and gets none.' })),
  ),
  rejection: z.optional(rejection.check(z.meta({ description: 'Why the latest upload was refused.' }))),
});

const thumbnailUrl = z.string().check(
  z.meta({
    format: 'uri',
    description: `With GET: a WebP of at most ${THUMBNAIL_SIDE} pixels; expires with the other.`,
  }),
);

/** The image in other widths, from caches near the user. */
const delivery = z.object({
  url: z.string().check(
    z.meta({
      description:
        'Put one of `widths` in the place of `{width}`: then it is the URL of the image in that width, upright, as WebP or JPEG.',
    }),
  ),
  widths: z
    .array(pixels)
    .check(z.meta({ description: 'Pixels, ascending; none is more than the image has.' })),
  expiresAt: z.optional(epochMs.check(z.meta({ description: 'Epoch ms; absent where nothing is signed.' }))),
});

export const preSignedUrl = z.object({
  id,
  url: z.string().check(z.meta({ format: 'uri', description: 'A bearer secret until it expires.' })),
  method: z.enum(['PUT', 'GET']),
  expiresIn: z.int().check(z.gte(0), z.meta({ description: 'Seconds that remain.' })),
  expiresAt: epochMs.check(z.meta({ description: 'Epoch ms.' })),
  thumbnailUrl: z.optional(thumbnailUrl),
  delivery: z.optional(
    delivery.check(
      z.meta({ description: 'With GET, where the stage delivers images: the image in other widths.' }),
    ),
  ),
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
  thumbnailUrl: z.optional(thumbnailUrl),
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

const retryAfter = z
  .optional(z.int())
  .check(z.meta({ description: 'Seconds to wait, as the header `Retry-After` of a single call.' }));

const refused = z.object({ status: z.int().check(z.gte(400)), error: errorAnswer, retryAfter });

/** One result for each item of a batch, in order: what a single call is answered, or its error. */
const results = <Done extends z.core.$ZodType>(done: Done) =>
  z.object({ results: z.array(z.union([done, refused])) });

export const batchCreateAnswer = results(z.object({ status: z.literal(201), metadata, preSignedUrl }));

export const batchGetAnswer = results(
  z.object({ status: z.literal(200), metadata, preSignedUrl: z.nullable(preSignedUrl) }),
);

export const batchDeleteAnswer = results(z.object({ status: z.enum({ Erasing: 202, Deleted: 204 }) }));
