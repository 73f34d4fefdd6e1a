import { randomUUID } from 'node:crypto';
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { FindingCode } from '../../contract/findings.ts';
import { newIncarnation, newObjectKey, uploadIdOf } from '../../lambdas/shared/objects/object-key.ts';
import { thumbnailKey } from '../../lambdas/shared/objects/thumbnail.ts';
import type { LocalRun } from '../../local/options.ts';
import { cloneOf } from './clone.ts';

/** Bucket and table in the hands of an operator who makes mistakes. None of them is told of by an event. */
export function planting(run: LocalRun) {
  const { region, credentials, dynamodbEndpoint, s3Endpoint, names } = run;
  const s3 = new S3Client({ region, credentials, endpoint: s3Endpoint, forcePathStyle: true });
  const dynamoDb = new DynamoDBClient({ region, credentials, endpoint: dynamodbEndpoint });
  const [Bucket] = Object.values(names.buckets) as [string];
  const [TableName] = Object.values(names.tables) as [string];

  const recordOf = async (id: string) => {
    const { Item } = await dynamoDb.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
    const key = Item!.objectKeys!.L![0]!.S!;
    return { key, versionId: Item!.image!.M!.versionId!.S!, incarnation: Item!.incarnation!.S! };
  };
  const update = (id: string, UpdateExpression: string, values = {}, namesOf = {}) =>
    dynamoDb.send(
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: id } },
        UpdateExpression,
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
        ...(Object.keys(namesOf).length > 0 && { ExpressionAttributeNames: namesOf }),
      }),
    );
  /** A copy is no upload, and is not announced. */
  const copy = (from: string, Key: string, Metadata: Record<string, string> = { by: 'hand' }) =>
    s3.send(
      new CopyObjectCommand({
        Bucket,
        Key,
        CopySource: `${Bucket}/${from}`,
        MetadataDirective: 'REPLACE',
        Metadata,
      }),
    );
  const remove = (Key: string, VersionId?: string) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  const versions = (Prefix: string) => s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));

  /** What goes wrong with a record whose image is accepted. */
  const faults: Record<FindingCode, (id: string) => Promise<unknown>> = {
    async UploadUnseen(id) {
      const { key } = await recordOf(id);
      const gone = 'image, imageEvent, objectKeys, thumbnail, contentVersion, used.#upload';
      await update(id, `REMOVE ${gone}`, {}, { '#upload': uploadIdOf(key) });
      await s3.send(
        new DeleteObjectCommand({
          Bucket,
          Key: thumbnailKey(key),
          VersionId: await topOf(thumbnailKey(key)),
        }),
      );
    },
    async OtherVersion(id) {
      const { key, versionId } = await recordOf(id);
      await copy(key, key);
      await remove(key, versionId);
    },
    async ReplacedVisible(id) {
      const { key, incarnation } = await recordOf(id);
      const replaced = newObjectKey({ id, incarnation }, 'a.png');
      await copy(key, replaced);
      const list = { ':keys': { L: [{ S: key }, { S: replaced }] } };
      await update(id, 'SET objectKeys = :keys', list);
    },
    async ImageCovered(id) {
      const { key } = await recordOf(id);
      await copy(key, key);
    },
    async ThumbnailMissing(id) {
      const { key } = await recordOf(id);
      await remove(thumbnailKey(key), await topOf(thumbnailKey(key)));
    },
    async ThumbnailOfAnother(id) {
      const { key } = await recordOf(id);
      const Metadata = { event: '0000000000001#00' };
      await s3.send(new PutObjectCommand({ Bucket, Key: thumbnailKey(key), Body: 'of another', Metadata }));
    },
    IndexMismatch: (id) => update(id, 'SET sortKey = :other REMOVE feed', { ':other': { S: '0' } }),
    async ObjectWithoutRecord(id) {
      const { key } = await recordOf(id);
      await copy(key, newObjectKey({ id: randomUUID(), incarnation: 'aaaaaaaaaa' }, 'a.png'));
    },
    async ThumbnailOrphaned(id) {
      const { key } = await recordOf(id);
      const other = newObjectKey({ id: randomUUID(), incarnation: 'aaaaaaaaaa' }, 'a.png');
      await copy(thumbnailKey(key), thumbnailKey(other));
    },
    async ImageGone(id) {
      const { key, versionId } = await recordOf(id);
      await remove(key, versionId);
    },
    async ImageHidden(id) {
      await remove((await recordOf(id)).key);
    },
    async SeveralUploads(id) {
      const { key, incarnation } = await recordOf(id);
      await copy(key, newObjectKey({ id, incarnation }, 'a.png'));
    },
    RecordUnreadable: (id) => update(id, 'SET filename = :number', { ':number': { N: '1' } }),
  };

  async function topOf(key: string): Promise<string> {
    const { Versions = [] } = await versions(key);
    return Versions.find(({ IsLatest }) => IsLatest)!.VersionId!;
  }

  /** @returns what brings in a record as from a backup: the item, its image and its thumbnail, under names of its own */
  async function cloning(id: string): Promise<() => Promise<string>> {
    const { Item } = await dynamoDb.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
    const { key: from } = await recordOf(id);
    return async () => {
      const [own, incarnation] = [randomUUID(), newIncarnation()];
      const key = newObjectKey({ id: own, incarnation }, 'a.png');
      await Promise.all([
        copy(from, key),
        copy(thumbnailKey(from), thumbnailKey(key), { event: Item!.imageEvent!.S! }),
      ]);
      // Ceph does not say which version a copy is.
      const { VersionId } = await s3.send(new HeadObjectCommand({ Bucket, Key: key }));
      const clone = cloneOf(Item!, { id: own, incarnation, key, versionId: VersionId! }, 1);
      await dynamoDb.send(new PutItemCommand({ TableName, Item: clone }));
      return own;
    };
  }

  return {
    faults,
    cloning,
    /** What lies in the bucket, and in the table, for comparison. */
    async picture(): Promise<string[]> {
      const lines: string[] = [];
      let page: Awaited<ReturnType<typeof versions>> | undefined;
      do {
        page = await s3.send(
          new ListObjectVersionsCommand({
            Bucket,
            KeyMarker: page?.NextKeyMarker,
            VersionIdMarker: page?.NextVersionIdMarker,
          }),
        );
        const { Versions = [], DeleteMarkers = [] } = page;
        for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) lines.push(`${Key} ${VersionId}`);
      } while (page.IsTruncated);
      return lines;
    },
    /** Another service's objects beside this one's. */
    foreign: async (keys: readonly string[]) => {
      for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'theirs' }));
    },
    close() {
      s3.destroy();
      dynamoDb.destroy();
    },
  };
}
