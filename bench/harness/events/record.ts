import { randomUUID } from 'node:crypto';
import { type Item, number } from '../../../lambdas/shared/attribute-values.ts';
import { newIncarnation, newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import { eventOrder, sortKeyOf } from '../../../lambdas/shared/record.ts';
import { VERSION_ID } from '../stub/content.ts';

/** A record with an accepted image and its thumbnail, as DynamoDB's JSON holds it. */
export function readyItem(index: number): Item {
  const id = randomUUID();
  const incarnation = newIncarnation();
  const createdAt = 1_795_219_200_000 + index;
  const objectKey = newObjectKey({ id, incarnation }, 'holiday.jpg');
  return {
    id: { S: id },
    incarnation: { S: incarnation },
    filename: { S: `holiday-${index}.jpg` },
    createdAt: number(createdAt),
    updatedAt: number(createdAt + 1500),
    version: number(2),
    feed: { S: 'feed#0' },
    sortKey: { S: sortKeyOf(createdAt, id) },
    title: { S: 'A day by the lake' },
    userId: { S: `user-${index % 100}` },
    tags: { M: { lake: { BOOL: true }, summer: { BOOL: true } } },
    attributes: { M: {} },
    attributesBytes: number(2),
    tickets: number(1),
    image: {
      M: {
        size: number(2_345_678),
        width: number(4032),
        height: number(3024),
        contentType: { S: 'image/jpeg' },
        versionId: { S: VERSION_ID },
        uploadedAt: number(createdAt + 1000),
      },
    },
    imageEvent: { S: eventOrder(createdAt + 1000, '0066F0A1B2C3D4E5F6') },
    objectKeys: { L: [{ S: objectKey }] },
    contentVersion: number(1),
    thumbnail: {
      M: {
        key: { S: thumbnailKey(objectKey) },
        width: number(320),
        height: number(240),
        thumbhash: { S: '1QcSHQRnh493V4dIh4eXh1h4kJUI' },
      },
    },
  };
}
