import { isImageType } from '../../contract/image-types.ts';
import { type BeginRequest, isIdPrefix, PHASES, type Run } from './running/run.ts';

/** What is sent to the inspector once more: records whose image is all of this, a page at a time. */
export interface ReinspectRequest {
  kind: 'reinspect';
  where: { contentType?: string | undefined; userId?: string | undefined };
  /** Id of the last item that was taken. */
  cursor?: string | undefined;
  /** Records that are read at most. */
  limit?: number | undefined;
}

export type ReconcilerRequest = BeginRequest | Run | ReinspectRequest;

type Unchecked = Partial<Record<string, unknown>>;

const DAY_MS = 86_400_000;

/** @throws Error when the message asks for nothing that the reconciler does */
export function readRequest(message: unknown): ReconcilerRequest {
  const request = (message ?? {}) as Unchecked;
  switch (request.kind) {
    case 'begin':
      return beginOf(request);
    case 'slice':
      if (isRun(request)) return message as Run;
      break;
    case 'reinspect':
      return reinspectOf(request);
  }
  throw new Error('The message asks for nothing that the reconciler does');
}

/** Roughly: it is the function's own. Half of one would judge as if nothing were on its way. */
function isRun({ phase, repair, seen, found, ...run }: Unchecked): boolean {
  return (
    PHASES.includes(phase as never) &&
    typeof repair === 'boolean' &&
    [run.startedAt, run.graceMs, run.verifyMs, run.slice].every(Number.isFinite) &&
    [run.suspects, run.orphans, run.asked].every(Array.isArray) &&
    isObject(seen) &&
    isObject(found)
  );
}

function beginOf({ repair, idPrefix = '', graceMs, verifyMs, secondLook = true }: Unchecked): BeginRequest {
  if (typeof repair !== 'boolean') throw new Error('repair must be true or false');
  if (typeof secondLook !== 'boolean') throw new Error('secondLook must be true or false');
  if (typeof idPrefix !== 'string' || !isIdPrefix(idPrefix)) throw new Error('idPrefix must begin an id');
  return {
    kind: 'begin',
    repair,
    idPrefix,
    secondLook,
    ...durationOf('graceMs', graceMs),
    ...durationOf('verifyMs', verifyMs),
  };
}

function durationOf(name: string, value: unknown): Record<string, number> {
  if (value === undefined) return {};
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= DAY_MS)
    return { [name]: Number(value) };
  throw new Error(`${name} must be milliseconds, a day at most`);
}

function reinspectOf({ where = {}, cursor, limit }: Unchecked): ReinspectRequest {
  if (!isObject(where)) throw new Error('where must be an object');
  const { contentType, userId, ...others } = where;
  if (Object.keys(others).length > 0) throw new Error(`where knows no ${Object.keys(others).join(', ')}`);
  if (contentType !== undefined && !isImageType(contentType))
    throw new Error('where.contentType must be a type of images');
  if (userId !== undefined && typeof userId !== 'string') throw new Error('where.userId must be a text');
  if (cursor !== undefined && typeof cursor !== 'string') throw new Error('cursor must be a text');
  if (limit !== undefined && !(Number.isInteger(limit) && Number(limit) >= 1))
    throw new Error('limit must be a whole number above 0');
  return { kind: 'reinspect', where: { contentType, userId }, cursor, limit: limit as number | undefined };
}

const isObject = (value: unknown): value is Unchecked => typeof value === 'object' && value !== null;
