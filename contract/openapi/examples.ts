import type { BatchCreateAnswer, BatchDeleteAnswer, BatchGetAnswer } from '../batches.ts';
import type { ErrorBody, ErrorCode } from '../error-codes.ts';
import type { WebhookEvent } from '../events.ts';
import type { ListAnswer, Metadata, PreSignedUrl, RecordAnswer } from '../requests.ts';
import { ERROR_GUIDE } from './error-guide.ts';

const ID = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';
const REQUEST_ID = '6b5f6f1e-8f5f-4b8e-9d3c-2a1b0c9d8e7f';
const BUCKET = 'https://image-bucket.s3.eu-central-1.amazonaws.com';
const OBJECT = `${BUCKET}/images/${ID}/hBqT0vX2Wm8LkRz5cYd-4w.tc.jpg`;

const pending: Metadata = {
  id: ID,
  filename: 'holiday.jpg',
  createdAt: 1767225600000,
  updatedAt: 1767225600000,
  isUploaded: false,
  status: 'pending',
  version: 1,
  tags: ['beach'],
};

const ready: Metadata = {
  ...pending,
  updatedAt: 1767225604321,
  isUploaded: true,
  status: 'ready',
  version: 2,
  size: 482113,
  width: 3024,
  height: 4032,
  storedWidth: 4032,
  storedHeight: 3024,
  orientation: 6,
  contentType: 'image/jpeg',
  contentVersion: 1,
  uploadedAt: 1767225603900,
  thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
};

const ticket: PreSignedUrl = {
  id: ID,
  url: `${OBJECT}?X-Amz-Signature=5ee70c1d`,
  method: 'PUT',
  expiresIn: 3600,
  expiresAt: 1767229200000,
  headers: { 'Content-Type': 'image/jpeg', 'Content-Length': '482113', 'If-None-Match': '*' },
};

const download: PreSignedUrl = {
  id: ID,
  url: `${OBJECT}?response-content-type=image%2Fjpeg&X-Amz-Signature=5ee70c1d`,
  method: 'GET',
  expiresIn: 2710,
  expiresAt: 1767229200000,
  thumbnailUrl: `${BUCKET}/thumbnails/${ID}/hBqT0vX2Wm8LkRz5cYd-4w.tc.jpg.webp?X-Amz-Signature=1c2d3e4f`,
  delivery: {
    url: `https://d111111abcdef8.cloudfront.net/i/${ID}/hBqT0vX2Wm8LkRz5cYd-4w47DEQpj8/{width}?Policy=eyJTdGF0&Signature=MEQCIHFT&Key-Pair-Id=K2JCJMDEHXQW5F`,
    widths: [320, 640, 960, 1280, 1600],
    expiresAt: 1767229200000,
  },
};

/** A request body and an answer for each operation. */
export const EXAMPLES: Record<string, { body?: unknown; answer?: unknown }> = {
  createRecord: {
    body: { filename: 'holiday.jpg', contentType: 'image/jpeg', size: 482113, tags: ['beach'] },
    answer: { metadata: pending, preSignedUrl: ticket } satisfies RecordAnswer,
  },
  listRecords: {
    answer: {
      metadata: [ready],
      preSignedUrls: [download],
      nextCursor: 'AZuXjLgACy5vTm86SlWdDkwaKzxNXuWv0xIxRVZ4',
    } satisfies ListAnswer,
  },
  readRecord: { answer: { metadata: ready, preSignedUrl: download } satisfies RecordAnswer },
  updateRecord: {
    body: {
      title: 'Am Strand',
      tags: { add: ['2026'], remove: ['beach'] },
      attributes: { rating: 5, draft: null },
    },
    answer: {
      metadata: { ...ready, version: 3, title: 'Am Strand', tags: ['2026'], attributes: { rating: 5 } },
      preSignedUrl: { ...ticket, headers: undefined },
    },
  },
  createRecords: {
    body: {
      records: [
        { filename: 'holiday.jpg', tags: ['beach'] },
        { filename: 'other.jpg', idempotencyKey: 'holiday-2' },
      ],
    },
    answer: {
      results: [
        { status: 201, metadata: pending, preSignedUrl: ticket },
        {
          status: 409,
          error: {
            message: 'This Idempotency-Key was used with another body',
            code: 'IdempotencyConflict',
            requestId: REQUEST_ID,
          },
        },
      ],
    } satisfies BatchCreateAnswer,
  },
  readRecords: {
    body: { ids: [ID] },
    answer: { results: [{ status: 200, metadata: ready, preSignedUrl: download }] } satisfies BatchGetAnswer,
  },
  deleteRecords: {
    body: { ids: [ID] },
    answer: { results: [{ status: 204 }] } satisfies BatchDeleteAnswer,
  },
  uploadUrl: {
    body: { userId: 'ann', imageId: 'avatar' },
    answer: { presignedUrl: ticket.url },
  },
  downloadUrl: {
    body: { userId: 'ann', imageId: 'avatar', disposition: 'attachment' },
    answer: { presignedUrl: download.url },
  },
};

/** Bodies of webhooks. */
export const EVENT_EXAMPLES: Record<string, WebhookEvent> = {
  ready: {
    id: ID,
    incarnation: 'hBqT0vX2Wm8LkRz5cYd-4w',
    type: 'image.ready',
    at: 1767225604000,
    version: 2,
    contentVersion: 1,
    owner: 'ann',
    metadata: { ...ready, userId: 'ann' },
  },
  deleted: {
    id: ID,
    incarnation: 'hBqT0vX2Wm8LkRz5cYd-4w',
    type: 'image.deleted',
    at: 1767225700000,
    version: 3,
    contentVersion: 1,
    metadata: ready,
  },
  test: { type: 'webhook.test', at: 1767225600000 },
};

const DETAILS: Partial<Record<ErrorCode, Partial<ErrorBody>>> = {
  ValidationFailed: {
    message: 'filename is required',
    errors: [{ path: 'filename', message: 'is required' }],
  },
  PreconditionFailed: { message: 'The record is at version 4', version: 4 },
};

/** An error body for each code. */
export const ERROR_EXAMPLES = Object.fromEntries(
  Object.entries(ERROR_GUIDE).map(([code, { meaning }]) => [
    code,
    {
      message: meaning,
      code: code as ErrorCode,
      requestId: REQUEST_ID,
      ...DETAILS[code as ErrorCode],
    } satisfies ErrorBody,
  ]),
) as Record<ErrorCode, ErrorBody>;
