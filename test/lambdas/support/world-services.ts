import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { PreSignedUrl } from '../../../contract/requests.ts';
import { RecordStore } from '../../../lambdas/metadata-api/records/record-store.ts';
import { RequestStore } from '../../../lambdas/metadata-api/records/request-store.ts';
import type { ApiServices } from '../../../lambdas/metadata-api/services.ts';
import { TicketCounter } from '../../../lambdas/metadata-api/tickets/ticket-counter.ts';
import { CleanedObjects } from '../../../lambdas/object-cleaner/cleaned-objects.ts';
import { EraseRequests } from '../../../lambdas/object-cleaner/erase-requests.ts';
import { Invalidations } from '../../../lambdas/object-cleaner/invalidating/invalidations.ts';
import type { CleanerServices } from '../../../lambdas/object-cleaner/services.ts';
import { VanishedRecords } from '../../../lambdas/object-cleaner/vanished-records.ts';
import type { RendererServices } from '../../../lambdas/renderer/render.ts';
import { RenderedRecords } from '../../../lambdas/renderer/rendered-records.ts';
import { StoredRenditions } from '../../../lambdas/renderer/stored-renditions.ts';
import { Erasures } from '../../../lambdas/shared/following/erasures.ts';
import { SETTINGS } from './api-settings.ts';
import { BUCKET } from './uploads.ts';

/** What functions reach S3 and DynamoDB by. */
export interface Clients {
  s3: Pick<S3Client, 'send'>;
  dynamodb: DynamoDBClient;
}

export const RECORD_ID = '7f1c9a4e-0b2d-4c8f-9e3a-5d6b7c8a9f10';
const RESTORE_DAYS = 30;

/** What an edit gives: nothing here uploads by it. */
const TICKET: PreSignedUrl = { id: RECORD_ID, url: 'https://x', method: 'PUT', expiresIn: 1, expiresAt: 1 };

export const apiOf = (dynamodb: DynamoDBClient): ApiServices => ({
  settings: SETTINGS,
  records: new RecordStore(dynamodb, 'records'),
  urls: { upload: async () => TICKET } as unknown as ApiServices['urls'],
  requests: new RequestStore(dynamodb, 'records'),
  tickets: new TicketCounter(dynamodb, 'records'),
  erasures: new Erasures(dynamodb, 'records'),
});

/** @param invalidate - as CloudFront does it; undefined where the stage delivers nothing */
export const cleanerOf = (
  { s3, dynamodb }: Clients,
  invalidate: ((path: string) => Promise<boolean>) | undefined,
): CleanerServices => ({
  records: new VanishedRecords(dynamodb, 'records', RESTORE_DAYS),
  requests: new EraseRequests(dynamodb, 'records'),
  erasures: new Erasures(dynamodb, 'records'),
  objects: new CleanedObjects(s3, BUCKET),
  invalidations: invalidate && new Invalidations(dynamodb, 'records', invalidate),
  // As the API, which has no other clock.
  now: Date.now,
});

/** A renderer whose drawings say what they are of. @param now - epoch ms */
export const rendererOf = ({ s3, dynamodb }: Clients, now: () => number): RendererServices => ({
  records: new RenderedRecords(dynamodb, 'records'),
  objects: new StoredRenditions(s3, BUCKET, 'max-age=9'),
  drawMaster: async (original) => ({ format: 'jpg', bytes: Buffer.from(original) }),
  drawRendition: async (master, { width, format }) =>
    Buffer.concat([Buffer.from(`${width}.${format} of `), master]),
  now,
  waitMs: 0,
});
