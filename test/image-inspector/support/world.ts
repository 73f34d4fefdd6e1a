import { parseUploads, type Upload } from '../../../lambdas/image-inspector/events.ts';
import { ObjectStore } from '../../../lambdas/image-inspector/objects.ts';
import { receive, type Services } from '../../../lambdas/image-inspector/receive.ts';
import { RecordStore } from '../../../lambdas/image-inspector/records.ts';
import { newObjectKey } from '../../../lambdas/shared/object-key.ts';
import type { ThumbnailRequest } from '../../../lambdas/shared/thumbnail.ts';
import { FakeBucket } from './fake-bucket.ts';
import { FakeTable } from './fake-table.ts';

export const BUCKET = 'images-bucket';
export const RECORD_ID = '7f1c9a4e-0b2d-4c8f-9e3a-5d6b7c8a9f10';
export const START = Date.UTC(2026, 0, 1);

/** What happens around a call to DynamoDB or S3: nothing special, or a crash before or after it took effect. */
export type Fault = 'none' | 'before' | 'after';
/** Awaited ahead of every call, so that a scheduler can interleave them. */
export type Turn = (label: string) => Promise<void>;

/** One record, its bucket and an inspector, with every call in the hands of the test. */
export class World {
  readonly bucket = new FakeBucket();
  readonly table = new FakeTable();
  /** Requests for thumbnails, in their order. */
  readonly thumbnails: ThumbnailRequest[] = [];
  readonly services: Services;
  /** What the functions reach S3 and DynamoDB by. */
  readonly clients: { s3: Pick<FakeBucket, 'send'>; dynamodb: FakeTable['client'] };
  #uploads = 0;

  constructor(turn: Turn = async () => {}, faults: Fault[] = []) {
    const upcoming = [...faults];
    const guarded = async <T>(label: string, call: () => Promise<T>): Promise<T> => {
      await turn(label);
      const fault = upcoming.shift() ?? 'none';
      if (fault === 'before') throw new Error('crash');
      const result = await call();
      if (fault === 'after') throw new Error('crash');
      return result;
    };
    const s3 = {
      send: (request: Parameters<FakeBucket['send']>[0]) =>
        guarded(`${request.method} ${request.key.slice(-6)}`, () => this.bucket.send(request)),
    };
    const dynamodb = {
      send: (command: never) => guarded('UpdateItem', () => this.table.client.send(command)),
    } as unknown as FakeTable['client'];
    this.clients = { s3, dynamodb };
    this.services = {
      objects: new ObjectStore(s3),
      records: new RecordStore(dynamodb, 'records'),
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
  }

  createRecord(): void {
    this.table.items.set(RECORD_ID, {
      id: { S: RECORD_ID },
      version: { N: '1' },
      updatedAt: { N: String(START) },
      expiresAt: { N: '1767312000' },
    });
  }

  newKey(filename = 'a.bmp', declared: { contentType?: string; sha256?: string } = {}): string {
    return newObjectKey(RECORD_ID, filename, declared);
  }

  /** Stores an object and returns the message that S3 would send. */
  put(key: string, body: Buffer, contentType?: string): string {
    const { id, eTag } = this.bucket.put(key, body, contentType);
    this.#uploads += 1;
    return s3Event({
      key,
      size: body.length,
      eTag,
      versionId: id,
      time: START + this.#uploads * 1000,
      sequencer: this.#uploads.toString(16),
    });
  }

  receive(message: string) {
    return receive(uploadOf(message), this.services);
  }

  /** The record without what counts accepted changes. */
  record(): Record<string, unknown> | undefined {
    const item = this.table.items.get(RECORD_ID);
    if (!item) return undefined;
    const { version: _, updatedAt: __, contentVersion: ___, ...rest } = item;
    return rest;
  }

  currentKey(): string | undefined {
    return this.table.items.get(RECORD_ID)?.objectKeys?.L?.[0]?.S;
  }
}

export function uploadOf(message: string): Upload {
  return parseUploads(message)[0]!;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function s3Event(object: {
  key: string;
  size: number;
  eTag: string;
  versionId?: string;
  time?: number;
  sequencer?: string;
  bucket?: string;
  eventName?: string;
}): string {
  const { key, size, eTag, versionId, sequencer = '01' } = object;
  return JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        eventTime: new Date(object.time ?? START).toISOString(),
        eventName: object.eventName ?? 'ObjectCreated:Put',
        s3: {
          s3SchemaVersion: '1.0',
          bucket: { name: object.bucket ?? BUCKET },
          object: { key: encodeURIComponent(key).replaceAll('%20', '+'), size, eTag, versionId, sequencer },
        },
      },
    ],
  });
}

/** The smallest BMP that the inspector believes. */
export function bmp(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(58);
  bytes.write('BM', 'latin1');
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  return bytes;
}
