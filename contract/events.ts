import * as z from 'zod/mini';
import { metadata } from './answers.ts';
import { epochMs, id, userId } from './fields.ts';

/** What can become of a record, as webhooks and EventBridge tell it. */
export const EVENT_TYPES = [
  /** Its first image was accepted. */
  'image.ready',
  /** Another image was accepted in place of the one before. */
  'image.replaced',
  /** An upload was refused. */
  'image.rejected',
  /** Its thumbnail can be fetched. */
  'image.thumbnail.ready',
  /** Anything else of it that clients see. */
  'image.updated',
  'image.deleted',
  /** It never got an image in time. */
  'image.expired',
  /** Nothing of it is left in the bucket. */
  'image.erased',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** A change of a record. Several may come in any order, and each more than once. */
export const imageEvent = z.object({
  id: id.check(z.meta({ description: 'Of the record.' })),
  incarnation: z.optional(z.string()).check(
    z.meta({
      description:
        'Tells the record from others that had its id before, or will have it; absent from records of release 0.1.0.',
    }),
  ),
  type: z.enum(EVENT_TYPES),
  at: epochMs.check(z.meta({ description: 'Epoch ms of the change, to the second.' })),
  version: z.int().check(
    z.gte(1),
    z.meta({
      description:
        'Rises with each event of an incarnation; a thumbnail’s repeats that of the record, and comes after it.',
    }),
  ),
  contentVersion: z.optional(
    z.int().check(z.gte(1), z.meta({ description: '1, 2, … with each accepted image.' })),
  ),
  owner: z.optional(userId.check(z.meta({ description: 'The record’s userId.' }))),
  metadata: z.optional(
    metadata.check(
      z.meta({
        description:
          'The record after the change, or as it was last. Without URLs. Absent once it is erased.',
      }),
    ),
  ),
});

export type ImageEvent = z.infer<typeof imageEvent>;

/** Sent on request, to see whether a receiver works: nothing has happened. */
export const testEvent = z.object({
  type: z.literal('webhook.test'),
  at: epochMs.check(z.meta({ description: 'Epoch ms at which it was asked for.' })),
});

/** The body of a webhook. */
export const webhookEvent = z.discriminatedUnion('type', [imageEvent, testEvent]);

export type WebhookEvent = z.infer<typeof webhookEvent>;
