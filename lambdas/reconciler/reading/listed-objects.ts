import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { isGone } from '../../shared/aws/s3.ts';
import { parseImageOf } from '../../shared/objects/thumbnail.ts';
import { EVENT_METADATA } from '../../shared/objects/thumbnail-versions.ts';
import { versionIn } from '../../shared/objects/version-id.ts';
import {
  join,
  type ListedGroup,
  type ListedObject,
  type ListedVersion,
  objectsOf,
  tagOf,
} from './listing.ts';

/** What a HEAD tells. */
export interface Head extends ListedVersion {
  /** Which image a thumbnail is of. */
  event: string | undefined;
}

/** Versions of one key that are deleted at most, as one comes to light after the other. */
const MAX_VERSIONS = 10;

/** Sorts after every upload id. */
const AFTER_ALL = '~';

/**
 * Every S3 call of the reconciler. Needs ListBucketVersions, GetObject, GetObjectVersion, DeleteObjectVersion, GetBucketVersioning
 * and ListBucket.
 */
export class ListedObjects {
  readonly #s3: Pick<S3Client, 'send'>;
  readonly #bucket: string;

  constructor(s3: Pick<S3Client, 'send'>, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  /**
   * The objects of images or thumbnails, id by id and each id whole, page by page. What has another key than this service makes is
   * somebody else's, and only counted.
   * @param prefix - `images/` or `thumbnails/`, and the beginning of an id
   * @param cursor - of the last group that was taken
   */
  async *groups(
    prefix: string,
    cursor?: string,
  ): AsyncGenerator<{ groups: ListedGroup[]; foreign: number; cursor: string | undefined }> {
    const root = prefix.slice(0, prefix.indexOf('/') + 1);
    let open: ListedGroup | undefined;
    let done = cursor;
    for await (const { objects, more } of this.#pages(prefix, cursor)) {
      const groups: ListedGroup[] = [];
      let foreign = 0;
      const close = () => {
        if (open) groups.push(open);
        done = open?.cursor ?? done;
        open = undefined;
      };
      for (const object of objects) {
        if (open && !object.key.startsWith(`${root}${open.id}/`)) close();
        const id = parseImageOf(object.key)?.id;
        if (id === undefined) {
          foreign += 1;
          if (!open) done = object.key;
          continue;
        }
        open ??= { id, objects: [], cursor: `${root}${id}/${AFTER_ALL}` };
        const last = open.objects.at(-1);
        if (last?.key === object.key) join(last, object);
        else open.objects.push(object);
      }
      if (!more) close();
      yield { groups, foreign, cursor: more ? done : undefined };
    }
  }

  /** The objects of one id. @param root - `images/` or `thumbnails/` */
  async ofId(root: string, id: string): Promise<ListedObject[]> {
    for await (const { groups } of this.groups(`${root}${id}/`)) {
      if (groups[0]) return groups[0].objects;
    }
    return [];
  }

  /** What a GET of a key, or of its version, finds; undefined when that is nothing. */
  async head(key: string, versionId?: string): Promise<Head | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId });
    const head = await this.#s3.send(command).catch((error: unknown) => {
      // A version that no bucket ever gave is a bad request.
      if (isGone(error) || (error as S3ServiceException).$metadata?.httpStatusCode === 400) return undefined;
      throw error;
    });
    return (
      head && {
        versionId: versionIn(head.VersionId),
        eTag: tagOf(head.ETag),
        size: head.ContentLength ?? 0,
        storedAt: head.LastModified?.getTime() ?? 0,
        event: head.Metadata?.[EVENT_METADATA],
      }
    );
  }

  /**
   * Deletes for good what a GET of the key finds, version by exact version, and what comes to light below it.
   * @param isOrphan - asked of each
   * @returns whether nothing of it is left to be seen
   */
  async deleteVisible(key: string, isOrphan: (head: Head) => boolean): Promise<boolean> {
    for (let deleted = 0; deleted < MAX_VERSIONS; deleted++) {
      const head = await this.head(key);
      if (!head || !isOrphan(head)) return head === undefined || deleted > 0;
      if (head.versionId === undefined) return false;
      const input = { Bucket: this.#bucket, Key: key, VersionId: head.versionId };
      await this.#s3.send(new DeleteObjectCommand(input));
    }
    return (await this.head(key)) === undefined;
  }

  /** Whether what is replaced or deleted stays for a time. */
  async isVersioned(): Promise<boolean> {
    const { Status } = await this.#s3.send(new GetBucketVersioningCommand({ Bucket: this.#bucket }));
    return Status === 'Enabled';
  }

  async *#pages(prefix: string, cursor?: string): AsyncGenerator<{ objects: ListedObject[]; more: boolean }> {
    let KeyMarker = cursor;
    let VersionIdMarker: string | undefined;
    let more = true;
    while (more) {
      const page = await this.#s3.send(
        new ListObjectVersionsCommand({ Bucket: this.#bucket, Prefix: prefix, KeyMarker, VersionIdMarker }),
      );
      more = page.IsTruncated ?? false;
      yield { objects: objectsOf(page.Versions, page.DeleteMarkers), more };
      KeyMarker = page.NextKeyMarker;
      VersionIdMarker = page.NextVersionIdMarker;
    }
  }
}
