import type { ListObjectVersionsCommandInput } from '@aws-sdk/client-s3';

export interface Version {
  id: string;
  /** undefined in a delete marker. */
  body: Buffer | undefined;
  eTag: string;
  contentType: string | undefined;
  /** Metadata of the caller's. */
  meta: Record<string, string>;
  /** As S3 verified it. */
  sha256?: Buffer;
  /** Epoch ms. */
  storedAt: number;
}

/**
 * A page of a listing, newest versions first.
 * @param objects - keys with their versions, oldest first
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export function listVersions(
  objects: readonly (readonly [key: string, versions: readonly Version[]])[],
  pageSize: number,
  { KeyMarker = '', VersionIdMarker }: ListObjectVersionsCommandInput,
): object {
  const all = objects
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, versions]) => entriesOf(key, versions));
  const marked = all.findIndex((one) => one.Key === KeyMarker && one.VersionId === VersionIdMarker);
  const rest = marked < 0 ? all.filter(({ Key }) => Key > KeyMarker) : all.slice(marked + 1);
  const page = rest.slice(0, pageSize);
  const last = rest.length > page.length ? page.at(-1) : undefined;
  return {
    IsTruncated: last !== undefined,
    Versions: page.filter(({ Size }) => Size !== undefined),
    DeleteMarkers: page.filter(({ Size }) => Size === undefined),
    ...(last && { NextKeyMarker: last.Key, NextVersionIdMarker: last.VersionId }),
  };
}

const entriesOf = (Key: string, versions: readonly Version[]) =>
  versions
    .map(({ id, body, eTag, storedAt }, at) => ({
      Key,
      VersionId: id,
      ETag: `"${eTag}"`,
      Size: body?.length,
      LastModified: new Date(storedAt),
      IsLatest: at === versions.length - 1,
    }))
    .reverse();
