import { parseObjectKey } from '../../shared/objects/object-key.ts';
import { versionIn } from '../../shared/objects/version-id.ts';
import {
  isRecordName,
  type Recheck,
  type RecheckIndex,
  type RecheckObject,
} from '../../shared/reconciling/recheck.ts';
import { eventOrder } from '../../shared/record.ts';
import { isSize, parseJson, UnknownMessage, type Upload } from '../events.ts';

/** A {@link Recheck} as the inspector works on it. */
export type RecheckRequest = { kind: 'object'; upload: Upload; redraw: boolean } | RecheckIndex;

/** A field that a message may have, of any type. */
type Unchecked<Request> = Partial<Record<keyof Request, unknown>>;

/**
 * The recheck that a queue message asks for; undefined where it asks for none.
 * @param bucket - that of the stage
 * @throws UnknownMessage
 */
export function parseRecheck(body: string, bucket: string): RecheckRequest | undefined {
  const { recheck } = (parseJson(body) ?? {}) as { recheck?: Unchecked<Recheck> | null };
  if (recheck === undefined) return undefined;
  const request = recheck?.kind === 'object' ? toObject(recheck, bucket) : toIndex(recheck ?? {});
  if (!request) throw new UnknownMessage('The message asks for no recheck that there is');
  return request;
}

function toObject(fields: Unchecked<RecheckObject>, bucket: string): RecheckRequest | undefined {
  const { key, versionId, eTag, size, storedAt, redraw = false } = fields;
  const parsed = typeof key === 'string' ? parseObjectKey(key) : undefined;
  if (!parsed || typeof eTag !== 'string' || !isSize(size) || !isSize(storedAt)) return undefined;
  if (typeof redraw !== 'boolean' || !(versionId === undefined || typeof versionId === 'string'))
    return undefined;
  const upload: Upload = {
    bucket,
    key: key as string,
    parsed,
    versionId: versionIn(versionId),
    eTag: eTag.replaceAll('"', ''),
    size,
    uploadedAt: storedAt,
    // Of that second no true event comes before it, so that of two uploads the one that is told of by an event counts.
    order: eventOrder(storedAt - (storedAt % 1000), ''),
    listed: true,
  };
  return { kind: 'object', upload, redraw };
}

function toIndex({ kind, id, incarnation }: Unchecked<RecheckIndex>): RecheckRequest | undefined {
  if (kind !== 'index' || !isRecordName({ id, incarnation })) return undefined;
  return { kind, id: id as string, ...(incarnation !== undefined && { incarnation: incarnation as string }) };
}
