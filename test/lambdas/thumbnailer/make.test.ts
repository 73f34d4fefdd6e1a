import { describe, expect, it, vi } from 'vitest';
import { Undrawable } from '../../../lambdas/shared/drawing/open-image.ts';
import { newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import { type ThumbnailRequest, thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import { makeThumbnail, type ThumbnailerServices } from '../../../lambdas/thumbnailer/make.ts';
import { parseRequest } from '../../../lambdas/thumbnailer/request.ts';
import type { Told } from '../../../lambdas/thumbnailer/thumbnail-records.ts';

const ID = '7f1c9a4e-0b2d-4c8f-9e3a-5d6b7c8a9f10';
const KEY = newObjectKey({ id: ID }, 'a.jpg');
const REQUEST: ThumbnailRequest = {
  id: ID,
  key: KEY,
  versionId: 'v1',
  eTag: 'e',
  contentType: 'image/jpeg',
  event: '0000000000005#A',
};
const DRAWING = { webp: Buffer.from('webp'), width: 3, height: 2, thumbhash: 'hash' };

/** ThumbnailerServices that write down what they are asked, in order. */
function recording({
  told = 'told',
  draw = async () => DRAWING,
  bytes = Buffer.from('jpeg'),
}: {
  told?: Told;
  draw?: ThumbnailerServices['draw'];
  bytes?: Buffer | undefined;
}) {
  const asked: unknown[] = [];
  const note = <T>(name: string, answer: T) =>
    vi.fn(async (...args: unknown[]) => {
      asked.push([name, ...args.filter((arg) => typeof arg !== 'function')]);
      return answer;
    });
  const services = {
    records: { tell: note('tell', told) },
    objects: {
      read: note('read', bytes),
      put: note('put', 'v9'),
      deleteVersion: note('deleteVersion', undefined),
      deleteObsolete: note('deleteObsolete', undefined),
    },
    draw,
  } as unknown as ThumbnailerServices;
  return { asked, services };
}

describe('a request for a thumbnail', () => {
  it('reads, writes, and tells, once each', async () => {
    const { asked, services } = recording({});
    expect(await makeThumbnail(REQUEST, 1, services)).toEqual({
      id: ID,
      outcome: 'made',
      bytesRead: 4,
      bytesWritten: 4,
    });
    const key = thumbnailKey(KEY);
    expect(asked).toEqual([
      ['read', REQUEST],
      ['put', key, DRAWING.webp, REQUEST.event],
      ['tell', REQUEST, { key, width: 3, height: 2, thumbhash: 'hash' }],
    ]);
  });

  it('of a type without decoder reads nothing', async () => {
    const { asked, services } = recording({});
    const outcome = await makeThumbnail({ ...REQUEST, contentType: 'image/heic' }, 1, services);
    expect(outcome).toMatchObject({ outcome: 'none', code: 'Unsupported' });
    expect(asked).toEqual([
      ['tell', { ...REQUEST, contentType: 'image/heic' }, { error: 'Unsupported' }],
      ['deleteObsolete', KEY],
    ]);
  });

  it('that the image fails is done with: it would fail again', async () => {
    const draw = async () => {
      throw new Undrawable('Undecodable', 'broken');
    };
    const { asked, services } = recording({ draw });
    expect(await makeThumbnail(REQUEST, 1, services)).toMatchObject({ outcome: 'none', code: 'Undecodable' });
    expect(asked).toContainEqual(['tell', REQUEST, { error: 'Undecodable' }]);
  });

  it('that anything else fails comes again', async () => {
    const draw = async () => {
      throw new Error('out of memory');
    };
    await expect(makeThumbnail(REQUEST, 1, recording({ draw }).services)).rejects.toThrow('out of memory');
    const { services } = recording({});
    services.objects.put = async () => {
      throw new Error('S3 is down');
    };
    await expect(makeThumbnail(REQUEST, 1, services)).rejects.toThrow('S3 is down');
  });

  it('tells the record before the third attempt, as two have ended without a word', async () => {
    const { asked, services } = recording({});
    await makeThumbnail(REQUEST, 2, services);
    expect(asked[0]).toEqual(['read', REQUEST]);
    asked.length = 0;
    await makeThumbnail(REQUEST, 3, services);
    expect(asked[0]).toEqual(['tell', REQUEST, { error: 'Failed' }]);
    expect(asked.at(-1)).toMatchObject(['tell', REQUEST, { thumbhash: 'hash' }]);
  });

  it.each([
    ['duplicate', 'duplicate'],
    ['superseded', 'stale'],
  ] as const)('takes back what it wrote when the record says %s', async (told, outcome) => {
    const { asked, services } = recording({ told });
    expect(await makeThumbnail(REQUEST, 1, services)).toMatchObject({ outcome });
    expect(asked.slice(-2)).toEqual([
      ['deleteVersion', thumbnailKey(KEY), 'v9'],
      ['deleteObsolete', KEY],
    ]);
  });

  it('of an image that is gone writes nothing', async () => {
    const { asked, services } = recording({});
    services.objects.read = async () => undefined;
    expect(await makeThumbnail(REQUEST, 1, services)).toEqual({ id: ID, outcome: 'stale' });
    expect(asked).toEqual([['deleteObsolete', KEY]]);
  });
});

describe('the message', () => {
  it('comes back as it was sent', () => {
    expect(parseRequest(JSON.stringify(REQUEST))).toEqual(REQUEST);
    const { versionId: _, ...unversioned } = REQUEST;
    expect(parseRequest(JSON.stringify(unversioned))).toEqual(unversioned);
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', 'null'],
    ['a foreign key', JSON.stringify({ ...REQUEST, key: 'somewhere/else' })],
    ['the key of another record', JSON.stringify({ ...REQUEST, id: ID.replace('7', '8') })],
    ['an unknown type', JSON.stringify({ ...REQUEST, contentType: 'text/html' })],
    ['no event', JSON.stringify({ ...REQUEST, event: undefined })],
  ])('that is %s fails, and rests in the dead letters in the end', (_what, body) => {
    expect(() => parseRequest(body)).toThrow();
  });
});
