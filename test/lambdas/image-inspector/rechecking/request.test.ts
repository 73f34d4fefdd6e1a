import { describe, expect, it } from 'vitest';
import { parseUploads, UnknownMessage } from '../../../../lambdas/image-inspector/events.ts';
import { parseRecheck } from '../../../../lambdas/image-inspector/rechecking/request.ts';
import { toMessage } from '../../../../lambdas/shared/reconciling/recheck.ts';
import { eventOrder } from '../../../../lambdas/shared/record.ts';
import { BUCKET, START, s3Event } from '../../support/uploads.ts';
import { RECORD_ID } from '../../support/world.ts';

const KEY = `images/${RECORD_ID}/aaaaaaaaaabbbbbbbbbbbi.t.jpg`;
const OBJECT = { kind: 'object', key: KEY, versionId: 'v1', eTag: '"e7"', size: 9, storedAt: START } as const;
const INDEX = { kind: 'index', id: RECORD_ID, incarnation: 'aaaaaaaaaa' } as const;
const parse = (body: string) => parseRecheck(body, BUCKET);

describe('a recheck', () => {
  it('of an object is of an upload as a listing has it', () => {
    const message = toMessage({ ...OBJECT, storedAt: START + 1_999, redraw: true });
    expect(parse(message)).toEqual({
      kind: 'object',
      redraw: true,
      upload: {
        bucket: BUCKET,
        key: KEY,
        parsed: {
          id: RECORD_ID,
          incarnation: 'aaaaaaaaaa',
          uploadId: 'aaaaaaaaaabbbbbbbbbbbi.t.jpg',
          hint: 'image/jpeg',
          typeDeclared: true,
          checksumDeclared: false,
        },
        versionId: 'v1',
        eTag: 'e7',
        size: 9,
        uploadedAt: START + 1_999,
        order: eventOrder(START + 1_000, ''),
        listed: true,
      },
    });
    expect(parseUploads(message)).toEqual([]);
  });

  it('comes before every event of its second', () => {
    const request = parse(toMessage(OBJECT));
    const event = parseUploads(s3Event({ ...OBJECT, time: START, sequencer: '01' }))[0]!;
    expect(request).toMatchObject({ redraw: false });
    expect(request?.kind === 'object' && request.upload.order < event.order).toBe(true);
  });

  it.each([undefined, 'null'])('names no version where the bucket keeps none: %s', (versionId) => {
    expect(parse(toMessage({ ...OBJECT, versionId }))).not.toHaveProperty('upload.versionId', 'null');
    expect(parse(toMessage({ ...OBJECT, versionId }))).toMatchObject({ upload: { versionId: undefined } });
  });

  it('of the indexes names a record', () => {
    expect(parse(toMessage(INDEX))).toEqual(INDEX);
    const { incarnation: _, ...old } = INDEX;
    expect(parse(toMessage(old))).toEqual(old);
  });

  it('is in no S3 event, and in no test of one', () => {
    expect(parse(s3Event(OBJECT))).toBeUndefined();
    expect(parse(JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' }))).toBeUndefined();
  });

  it.each([
    null,
    7,
    'object',
    [],
    {},
    { kind: 'record' },
    { ...OBJECT, key: undefined },
    { ...OBJECT, key: 'exports/all.csv' },
    { ...OBJECT, key: KEY.replace('images', 'thumbnails') },
    { ...OBJECT, key: `${KEY}/` },
    { ...OBJECT, versionId: 7 },
    { ...OBJECT, eTag: undefined },
    { ...OBJECT, size: -1 },
    { ...OBJECT, size: '9' },
    { ...OBJECT, storedAt: 1.5 },
    { ...OBJECT, storedAt: undefined },
    { ...OBJECT, redraw: 'yes' },
    { ...INDEX, id: undefined },
    { ...INDEX, id: 'request#x' },
    { ...INDEX, incarnation: 7 },
    { ...INDEX, incarnation: 'short' },
  ])('that is none is an unknown message: %j', (recheck) => {
    expect(() => parse(JSON.stringify({ Records: [], recheck }))).toThrow(UnknownMessage);
  });
});
