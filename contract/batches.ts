import * as z from 'zod/mini';
import type * as answers from './answers.ts';
import { id, imageId, leaveOutNull } from './fields.ts';
import { createFields, idempotencyKey } from './requests.ts';
import { MAX_BATCH } from './sizes.ts';

/*
 * The bodies of batches. Each item is validated by itself, so that a bad one is refused alone: `…Batch` are the lists of
 * whatever a caller sends, and `…Body`, for the OpenAPI document and the types, the same with their items.
 */

const list = <Item extends z.core.$ZodType>(item: Item) =>
  z.array(item).check(z.minLength(1), z.maxLength(MAX_BATCH));

const itemFields = z.strictObject({ ...createFields.shape, idempotencyKey: z.nullish(idempotencyKey) });

/** A record of `POST /metadata/batch`. */
export const batchItem = z.pipe(itemFields, z.transform(leaveOutNull<z.output<typeof itemFields>>));

/** An id of `POST /metadata/batch_get` and `batch_delete`. */
export const batchId = z.strictObject({ id });

/** The name of an image of `POST /metadata/batch_get`. */
export const batchName = z.strictObject({ imageId });

const creating = <Item extends z.core.$ZodType>(item: Item) => z.strictObject({ records: list(item) });
const deleting = <Item extends z.core.$ZodType>(item: Item) => z.strictObject({ ids: list(item) });
const getting = <Id extends z.core.$ZodType, Name extends z.core.$ZodType>(item: Id, name: Name) =>
  z
    .strictObject({ ids: z.nullish(list(item)), imageIds: z.nullish(list(name)) })
    .check(
      z.refine(
        ({ ids, imageIds }) => (ids == null) !== (imageIds == null),
        'must have either ids or imageIds',
      ),
    );

export const createBatch = creating(z.unknown());
export const getBatch = getting(z.unknown(), z.unknown());
export const deleteBatch = deleting(z.unknown());

/** Body of `POST /metadata/batch`. */
export const batchCreateBody = creating(batchItem);
/** Body of `POST /metadata/batch_get`. */
export const batchGetBody = getting(id, imageId);
/** Body of `POST /metadata/batch_delete`. */
export const batchDeleteBody = deleting(id);

/** A record of `POST /metadata/batch` as a caller writes it. */
export type BatchItem = z.infer<typeof batchItem>;
export type BatchCreateAnswer = z.infer<typeof answers.batchCreateAnswer>;
export type BatchGetAnswer = z.infer<typeof answers.batchGetAnswer>;
export type BatchDeleteAnswer = z.infer<typeof answers.batchDeleteAnswer>;
