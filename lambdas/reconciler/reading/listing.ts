import type { DeleteMarkerEntry, ObjectVersion } from '@aws-sdk/client-s3';
import { versionIn } from '../../shared/objects/version-id.ts';

/** A version of an object. */
export interface ListedVersion {
  /** Undefined where the bucket keeps none. */
  versionId: string | undefined;
  eTag: string;
  /** Bytes. */
  size: number;
  /** Epoch ms, to the second. */
  storedAt: number;
}

/** All that lies under a key. */
export interface ListedObject {
  key: string;
  /** What a plain GET finds. */
  visible: ListedVersion | undefined;
  /** When a delete marker covered it, epoch ms; undefined where none does. */
  coveredAt: number | undefined;
  versions: ListedVersion[];
}

/** The objects of one record's id. */
export interface ListedGroup {
  id: string;
  objects: ListedObject[];
  /** Where a listing goes on after them. */
  cursor: string;
}

/** Versions and markers come in two lists, each in the order of keys. */
export function objectsOf(versions: ObjectVersion[] = [], markers: DeleteMarkerEntry[] = []): ListedObject[] {
  const objects = new Map<string, ListedObject>();
  const at = (key: string) => {
    const known = objects.get(key) ?? { key, visible: undefined, coveredAt: undefined, versions: [] };
    objects.set(key, known);
    return known;
  };
  for (const { Key, VersionId, ETag, Size = 0, LastModified, IsLatest } of versions) {
    const object = at(Key!);
    const version = {
      versionId: versionIn(VersionId),
      eTag: tagOf(ETag),
      size: Size,
      storedAt: LastModified?.getTime() ?? 0,
    };
    object.versions.push(version);
    if (IsLatest) object.visible = version;
  }
  for (const { Key, LastModified, IsLatest } of markers) {
    const object = at(Key!);
    if (IsLatest) object.coveredAt = LastModified?.getTime() ?? 0;
  }
  return [...objects.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** A key whose versions go on on the next page. */
export function join(object: ListedObject, rest: ListedObject): void {
  object.versions.push(...rest.versions);
  object.visible ??= rest.visible;
  object.coveredAt ??= rest.coveredAt;
}

/** An ETag without the quotes around it. */
export const tagOf = (eTag = ''): string => eTag.replaceAll('"', '');
