import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import type { ImageEvent } from '../../../contract/events.ts';
import { consequencesOf } from '../../../lambdas/change-relay/consequences.ts';
import { receive } from '../../../lambdas/image-inspector/receive.ts';
import type { RecheckServices } from '../../../lambdas/image-inspector/rechecking/recheck.ts';
import { InspectedRecords } from '../../../lambdas/image-inspector/records/inspected-records.ts';
import { RecheckedRecords } from '../../../lambdas/image-inspector/records/rechecked-records.ts';
import { UploadedObjects } from '../../../lambdas/image-inspector/uploaded-objects.ts';
import { deleteRecord } from '../../../lambdas/metadata-api/records/delete-record.ts';
import { eraseOwner, eraseRecord } from '../../../lambdas/metadata-api/records/erase-records.ts';
import { newRecord } from '../../../lambdas/metadata-api/records/new-record.ts';
import { updateRecord } from '../../../lambdas/metadata-api/records/update-record.ts';
import type { ApiServices } from '../../../lambdas/metadata-api/services.ts';
import { handling } from '../../../lambdas/object-cleaner/handle.ts';
import type { CleanerServices } from '../../../lambdas/object-cleaner/services.ts';
import type { RendererServices } from '../../../lambdas/renderer/render.ts';
import type { Item } from '../../../lambdas/shared/attribute-values.ts';
import { newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import type { ThumbnailRequest } from '../../../lambdas/shared/objects/thumbnail.ts';
import { TTL_ATTRIBUTE } from '../../../lambdas/shared/record.ts';
import { toItem } from '../../../lambdas/shared/record-item.ts';
import { SETTINGS } from './api-settings.ts';
import { FakeBucket } from './fake-bucket.ts';
import { FakeTable } from './fake-table.ts';
import { type Fault, guarding, type Turn } from './faults.ts';
import { BUCKET, START, s3Event, uploadOf } from './uploads.ts';
import { apiOf, type Clients, cleanerOf, RECORD_ID, rendererOf } from './world-services.ts';

export { RECORD_ID };

/** One record and its bucket, with the code of inspector and API around them, and every call in the hands of the test. */
export class World {
  readonly bucket = new FakeBucket();
  readonly table = new FakeTable();
  /** Requests for thumbnails, in their order. */
  readonly thumbnails: ThumbnailRequest[] = [];
  readonly inspector: RecheckServices;
  readonly api: ApiServices;
  readonly cleaner: CleanerServices;
  /** Whose drawings say what they are of. */
  readonly renderer: RendererServices;
  /** Paths that CloudFront was asked to forget. */
  readonly invalidated: string[] = [];
  /** Messages for the cleaner that are not handled yet. */
  readonly cleaning: string[] = [];
  /** What receivers are told, in its order. */
  readonly events: ImageEvent[] = [];
  /** What the functions reach S3 and DynamoDB by. */
  readonly clients: Clients;
  #uploads = 0;
  readonly #upcoming: Fault[];
  readonly #delivers: boolean;

  /** @param delivers - whether the stage delivers images */
  constructor(turn: Turn = async () => {}, faults: Fault[] = [], delivers = false) {
    this.#delivers = delivers;
    this.#upcoming = [...faults];
    const { guarded, guard } = guarding(turn, this.#upcoming);
    this.clients = { s3: guard(this.bucket.client), dynamodb: guard(this.table.client) };
    const { s3, dynamodb } = this.clients;
    // What a crash of the renderer leaves behind, its lifecycle deletes.
    const sound = guarding(turn, []).guard;
    this.inspector = {
      objects: new UploadedObjects(s3, BUCKET),
      records: new InspectedRecords(dynamodb, 'records', SETTINGS.urlExpiresSeconds),
      rechecked: new RecheckedRecords(dynamodb, 'records', SETTINGS.urlExpiresSeconds),
      feedShards: SETTINGS.feedShards,
      thumbnails: {
        request: (request) => guarded('SendMessage', async () => void this.thumbnails.push(request)),
      },
      rules: {
        allowedTypes: new Set(['image/bmp', 'image/png']),
        maxBytes: 1_000_000,
        maxPixels: 1_000_000,
      },
      now: () => START,
    };
    this.api = apiOf(dynamodb);
    this.cleaner = cleanerOf(
      this.clients,
      delivers
        ? (path) => guarded('CreateInvalidation', async () => this.invalidated.push(path) > 0)
        : undefined,
    );
    this.renderer = rendererOf({ s3: sound(this.bucket.client), dynamodb: sound(this.table.client) }, () =>
      this.cleaner.now(),
    );
    this.table.onWrite = (before, after) => this.#relay(before, after);
  }

  /** As the change relay does. */
  #relay(before: Item | undefined, after: Item | undefined): void {
    const { cleaning, event } = consequencesOf(
      { id: 'change', at: Date.now(), before, after },
      this.#delivers,
    );
    if (cleaning) this.cleaning.push(JSON.stringify(cleaning));
    if (event) this.events.push(event);
  }

  /** Handles a message for the cleaner. @returns when it is to come again, seconds */
  async clean(body: string): Promise<number | undefined> {
    let again: number | undefined;
    const handle = handling(this.cleaner, { info: () => {}, error: () => {} }, async (same, seconds) => {
      if (same !== body) throw new Error('Another message was sent');
      again = seconds;
    });
    await handle({ body } as SQSRecord);
    return again;
  }

  /** @returns the record's item as it begins */
  createRecord(owner?: string, createdAt = START): Item {
    const item = toItem(newRecord(SETTINGS, RECORD_ID, { filename: 'a.bmp', userId: owner }, createdAt));
    this.table.items.set(RECORD_ID, item);
    return item;
  }

  /** As `PUT /metadata/{id}` does it. @throws DomainError `NotFound` when there is no record any more */
  async rename(title: string): Promise<void> {
    await updateRecord(this.api, RECORD_ID, { title }, {});
  }

  /** As `DELETE /metadata/{id}` does it. @throws DomainError `NotFound` when there is no record any more */
  async remove(): Promise<void> {
    await deleteRecord(this.api, await this.api.records.get(RECORD_ID), {});
  }

  /** As `DELETE /metadata/{id}?erase=true` does it. */
  async erase(userId?: string): Promise<void> {
    await eraseRecord(this.api, RECORD_ID, { userId });
  }

  /** As `DELETE /metadata?userId=…&erase=true` does it. */
  async eraseOwner(userId: string): Promise<void> {
    await eraseOwner(this.api, userId);
  }

  /** What the next calls to DynamoDB and S3 meet, from now on. */
  failNext(faults: Fault[]): void {
    this.#upcoming.splice(0, Number.POSITIVE_INFINITY, ...faults);
  }

  /** As DynamoDB does it in its own time: deletes a record whose time to live is over. */
  async expire(): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: 'records',
      Key: { id: { S: RECORD_ID } },
      ConditionExpression: `${TTL_ATTRIBUTE} < :now`,
      ExpressionAttributeValues: { ':now': { N: '9999999999' } },
    });
    await this.table.client.send(command).catch(() => {});
  }

  /** The key of a new ticket of the record that stands. */
  newKey(filename = 'a.bmp', declared: { contentType?: string; sha256?: string } = {}): string {
    const incarnation = this.table.items.get(RECORD_ID)?.incarnation?.S;
    return newObjectKey({ id: RECORD_ID, incarnation }, filename, declared);
  }

  /**
   * Stores an object and returns the message that S3 would send.
   * @param second - of the upload; by default each has one of its own
   */
  put(
    key: string,
    body: Buffer,
    about: Parameters<FakeBucket['put']>[2] = {},
    second = this.#uploads + 1,
  ): string {
    const { id, eTag } = this.bucket.put(key, body, about);
    this.#uploads += 1;
    return s3Event({
      key,
      size: body.length,
      eTag,
      versionId: id,
      time: START + second * 1000,
      sequencer: this.#uploads.toString(16),
    });
  }

  receive(message: string) {
    return receive(uploadOf(message), this.inspector);
  }

  /** The record without what counts and remembers changes. */
  record(): Record<string, unknown> | undefined {
    const item = this.table.items.get(RECORD_ID);
    if (!item) return undefined;
    const { version: _, updatedAt: __, contentVersion: ___, used: ____, ...rest } = item;
    return rest;
  }

  currentKey(): string | undefined {
    return this.table.items.get(RECORD_ID)?.objectKeys?.L?.[0]?.S;
  }
}
