import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { recheck } from '../../../../lambdas/image-inspector/rechecking/recheck.ts';
import { parseRecheck } from '../../../../lambdas/image-inspector/rechecking/request.ts';
import {
  type Recheck,
  type RecheckObject,
  toMessage,
} from '../../../../lambdas/shared/reconciling/recheck.ts';
import { BUCKET, bmp, START } from '../../support/uploads.ts';
import { RECORD_ID, type World } from '../../support/world.ts';

/** The versions of a key as a listing has them, oldest first; delete markers are none. */
export async function listingOf({ bucket }: World, key: string): Promise<RecheckObject[]> {
  const command = new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: key });
  const { Versions = [] } = await bucket.client.send(command);
  return Versions.toReversed().map(({ VersionId, ETag, Size }) => ({
    kind: 'object',
    key,
    versionId: VersionId!,
    eTag: ETag!,
    size: Size!,
    storedAt: START,
  }));
}

/** Has the inspector look at something once more, by the message that asks for it. */
export function ask(world: World, request: Recheck) {
  return recheck(parseRecheck(toMessage(request), BUCKET)!, world.inspector);
}

/** When rechecks come. */
export const LATER = START + 86_400_000;

/** What tests of one record and its objects do and look at. */
export function given(world: () => World) {
  const item = () => world().table.items.get(RECORD_ID)!;
  const image = () => item().image!.M!;
  return {
    item,
    image,
    copyOfItem: () => structuredClone(item()),
    remove: (key: string, VersionId?: string) =>
      world().bucket.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key, VersionId })),
    /** The newest version of a key, or another. */
    listed: async (key: string, at = -1) => (await listingOf(world(), key)).at(at)!,
    /** As a reader has found it that was not yet right. */
    misread: () => {
      image().width = { N: '39' };
      image().orientation = { N: '6' };
    },
    /** An accepted image of 40 by 30 pixels with its thumbnail; what that took is forgotten. @returns its key */
    async givenImage(declared = {}, about = {}): Promise<string> {
      const { bucket, inspector, table, thumbnails } = world();
      const key = world().newKey('a.bmp', declared);
      await world().receive(world().put(key, bmp(40, 30), about));
      const size = { width: { N: '40' }, height: { N: '30' } };
      item().thumbnail = { M: { key: { S: 'thumbnails/x' }, thumbhash: { S: 'x' }, ...size } };
      for (const calls of [thumbnails, bucket.asked, table.updates]) calls.length = 0;
      inspector.now = () => LATER;
      return key;
    },
  };
}
