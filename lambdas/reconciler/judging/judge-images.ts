import { uploadIdOf } from '../../shared/objects/object-key.ts';
import type { RecheckObject } from '../../shared/reconciling/recheck.ts';
import { type ImageRecord, statusOf } from '../../shared/record.ts';
import type { KnownRecord } from '../reading/known-records.ts';
import type { ListedObject, ListedVersion } from '../reading/listing.ts';
import { mayBelong, wholeRecord } from './belongs.ts';
import type { Finding } from './finding.ts';

/**
 * What does not agree between the images of one id and its record.
 * @param before - what has happened since, epoch ms, may be on its way yet
 */
export function judgeImages(
  id: string,
  objects: readonly ListedObject[],
  known: KnownRecord | undefined,
  before: number,
): Finding[] {
  const findings: Finding[] = [];
  const unseen: VisibleObject[] = [];
  for (const object of objects) {
    const { key, visible } = object;
    if (isYoung(object, before)) continue;
    if (!mayBelong(known, key)) {
      if (visible) findings.push(orphan(id, key, visible));
      continue;
    }
    const record = wholeRecord(known);
    if (!record) continue;
    const settled = record.updatedAt < before;
    if (key === record.objectKeys?.[0]) {
      if (settled) findings.push(...judgeAccepted(id, object, record));
    } else if (visible && isUsed(record, key)) {
      const recheck = recheckOf({ key, visible });
      if (settled) findings.push({ code: 'ReplacedVisible', id, key, versionId: visible.versionId, recheck });
    } else if (visible) {
      // Of several by one ticket the first one counts.
      unseen.push({ key, visible: object.versions.at(-1) ?? visible });
    }
  }
  return [...findings, ...judgeUnseen(id, unseen, wholeRecord(known), before)];
}

interface VisibleObject {
  key: string;
  visible: ListedVersion;
}

function isYoung({ visible, coveredAt = 0, versions }: ListedObject, before: number): boolean {
  return Math.max(visible?.storedAt ?? 0, coveredAt, ...versions.map(({ storedAt }) => storedAt)) >= before;
}

function judgeAccepted(id: string, object: ListedObject, { image }: ImageRecord): Finding[] {
  const { key, visible, versions } = object;
  const own = image?.versionId;
  const isThere = versions.some(({ versionId }) => versionId === own);
  // A restored record names no version, and may have lost its marker's removal.
  if (!visible) {
    const versionId = isThere ? own : versions[0]?.versionId;
    return versions.length > 0 ? [{ code: 'ImageHidden', id, key, versionId }] : [];
  }
  // Of release 0.1.0, or restored: it is what lies on top.
  if (own === undefined || visible.versionId === own) return [];
  const { versionId } = visible;
  if (isThere) return [{ code: 'ImageCovered', id, key, versionId, own }];
  return [{ code: 'OtherVersion', id, key, versionId, recheck: recheckOf({ key, visible }) }];
}

/** A record without an image takes the last of its uploads; more than one, nobody can put in order. */
function judgeUnseen(
  id: string,
  unseen: readonly VisibleObject[],
  record: ImageRecord | undefined,
  before: number,
): Finding[] {
  if (!record || unseen.length === 0) return [];
  const [last, ...others] = unseen.toSorted((a, b) => b.visible.storedAt - a.visible.storedAt);
  const doubtful = ({ key, visible }: VisibleObject): Finding => ({
    code: 'SeveralUploads',
    id,
    key,
    versionId: visible.versionId,
  });
  if (statusOf(record) !== 'pending') return record.updatedAt < before ? unseen.map(doubtful) : [];
  const { key, visible } = last!;
  const recheck = recheckOf(last!);
  return [{ code: 'UploadUnseen', id, key, versionId: visible.versionId, recheck }, ...others.map(doubtful)];
}

/** Whether the record was told of an upload under this key. */
const isUsed = ({ objectKeys = [], used = {} }: ImageRecord, key: string): boolean =>
  objectKeys.includes(key) || used[uploadIdOf(key)] !== undefined;

const orphan = (id: string, key: string, { versionId }: ListedVersion): Finding => ({
  code: 'ObjectWithoutRecord',
  id,
  key,
  versionId,
  undated: true,
});

function recheckOf({ key, visible }: VisibleObject): RecheckObject {
  return { kind: 'object', key, ...visible };
}
