import { describe, expect, it } from 'vitest';
import { parseUploads, UnknownMessage } from '../../../lambdas/image-inspector/events.ts';
import { eventOrder } from '../../../lambdas/shared/record.ts';
import { BUCKET, START, s3Event } from '../support/uploads.ts';
import { RECORD_ID } from '../support/world.ts';

const KEY = `images/${RECORD_ID}/hBqY0vXkT3mJ9wQzL5sN4w.tc.jpg`;
const OBJECT = { key: KEY, size: 9, eTag: 'e7', versionId: 'v1', sequencer: '0A' };

describe('an S3 event', () => {
  it('tells of an upload', () => {
    expect(parseUploads(s3Event(OBJECT))).toEqual([
      {
        bucket: BUCKET,
        key: KEY,
        parsed: {
          id: RECORD_ID,
          uploadId: 'hBqY0vXkT3mJ9wQzL5sN4w.tc.jpg',
          hint: 'image/jpeg',
          typeDeclared: true,
          checksumDeclared: true,
        },
        versionId: 'v1',
        eTag: 'e7',
        size: 9,
        uploadedAt: START,
        order: eventOrder(START, '0A'),
      },
    ]);
  });

  it('has its key decoded as S3 encodes it', () => {
    const body = s3Event(OBJECT).replace(
      encodeURIComponent(KEY),
      KEY.replaceAll('/', '%2F').replace('j', '%6A'),
    );
    expect(parseUploads(body)[0]?.key).toBe(KEY);
  });

  it.each(['CompleteMultipartUpload', 'Put', 'Post'])('counts when created by %s', (how) => {
    expect(parseUploads(s3Event({ ...OBJECT, eventName: `ObjectCreated:${how}` }))).toHaveLength(1);
  });

  it.each(['ObjectRemoved:Delete', 'ObjectCreated:Copy'])('counts not by %s', (eventName) => {
    expect(parseUploads(s3Event({ ...OBJECT, eventName }))).toEqual([]);
  });

  it.each([
    'other/file.jpg',
    `images/${RECORD_ID}/`,
    `images/${RECORD_ID}/holiday photo.jpg`,
    `images/../${RECORD_ID}/hBqY0vXkT3mJ9wQzL5sN4w.jpg`,
  ])('of a foreign key is skipped: %s', (key) => {
    expect(parseUploads(s3Event({ ...OBJECT, key }))).toEqual([]);
  });

  it('of a key that cannot be decoded is skipped', () => {
    expect(parseUploads(s3Event(OBJECT).replace('images%2F', '%ff%2F'))).toEqual([]);
  });

  it('of a test is skipped', () => {
    expect(parseUploads(JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' }))).toEqual([]);
  });

  it('sorts by time, then by sequencer', () => {
    const orders = [
      s3Event({ ...OBJECT, time: START + 1, sequencer: '00' }),
      s3Event({ ...OBJECT, sequencer: '00FF' }),
      s3Event({ ...OBJECT, sequencer: '00EF' }),
    ].map((body) => parseUploads(body)[0]!.order);
    expect(orders).toEqual(orders.toSorted().reverse());
  });

  it.each([
    'not JSON',
    'null',
    '7',
    '{}',
    '{"Records":7}',
    '{"Records":[null]}',
    '{"Records":[{"eventName":"ObjectCreated:Put"}]}',
    s3Event(OBJECT).replace('"size":9', '"size":-9'),
    s3Event(OBJECT).replace(/"eventTime":"[^"]*"/, '"eventTime":"yesterday"'),
  ])('that is none is told apart: %s', (body) => {
    expect(() => parseUploads(body)).toThrow(UnknownMessage);
  });
});
