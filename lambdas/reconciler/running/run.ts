import { randomUUID } from 'node:crypto';
import type { FindingCode } from '../../../contract/findings.ts';
import type { Seen } from '../passes/pass.ts';

/** What compares bucket and table, one after the other. */
const PASSES = ['images', 'thumbnails', 'records'] as const;
export type PassName = (typeof PASSES)[number];
/** What a run does, one after the other. */
export const PHASES = [...PASSES, 'again', 'delete', 'verify', 'done'] as const;
type Phase = (typeof PHASES)[number];

/** What asks for a run. */
export interface BeginRequest {
  kind: 'begin';
  /** Whether what is found is mended; else it is only told. */
  repair: boolean;
  /** Beginning of the ids that are looked at; all when left out. */
  idPrefix?: string;
  /** For so long, ms, what has changed is left alone; an hour when left out. */
  graceMs?: number;
  /** For so long, ms, a repair may take before it is looked whether it has worked; five minutes when left out. */
  verifyMs?: number;
  /** Whether it waits for the second look at orphans; else they are suspects at its end. True when left out. */
  secondLook?: boolean;
}

/** An orphan, to be looked at again before it counts. */
export interface Suspect {
  pass: PassName;
  code: FindingCode;
  id: string;
  key: string;
  versionId?: string | undefined;
  /** The version of the same key that stays. */
  own?: string | undefined;
}

/** What the inspector was asked to mend. */
export interface Asked {
  pass: PassName;
  code: FindingCode;
  id: string;
}

/**
 * All that a run knows. It travels from slice to slice, in a message or by hand, and is never changed in place: a slice that
 * crashes begins anew with what it was given.
 */
export interface Run {
  kind: 'slice';
  /** Names it in the log. */
  run: string;
  /** Epoch ms. */
  startedAt: number;
  repair: boolean;
  idPrefix: string;
  graceMs: number;
  verifyMs: number;
  secondLook: boolean;
  /** How many slices there were. */
  slice: number;
  phase: Phase;
  /** Of its pass. */
  cursor?: string | undefined;
  /** Not to go on before, epoch ms. */
  notBefore?: number | undefined;
  seen: Seen;
  found: Partial<Record<FindingCode, number>>;
  suspects: Suspect[];
  /** Suspects that found no room: the next run has them. */
  suspectsLeftOut: number;
  /** Orphans that were looked at again. */
  orphans: Suspect[];
  deleted: number;
  /** Why no orphan is deleted. */
  spared?: 'dry run' | 'too many' | 'no versions' | undefined;
  rechecks: number;
  /** Some of them, to see whether they have worked. */
  asked: Asked[];
  /** Others, which nobody looks at again before the next run. */
  unverified: number;
  /** Times that they were looked at in vain. */
  verifications: number;
  /** It took too many slices. */
  endless?: true | undefined;
}

const HOUR_MS = 3_600_000;
const VERIFY_MS = 300_000;

/** Whether an id can begin so. */
export const isIdPrefix = (prefix: string): boolean => /^[0-9a-f-]{0,36}$/.test(prefix);

export function begin(
  { repair, idPrefix = '', graceMs = HOUR_MS, verifyMs = VERIFY_MS, secondLook = true }: BeginRequest,
  now: number,
): Run {
  return {
    kind: 'slice',
    run: randomUUID(),
    startedAt: now,
    repair,
    idPrefix,
    graceMs,
    verifyMs,
    secondLook,
    slice: 0,
    phase: 'images',
    seen: { objects: 0, foreign: 0, ids: 0, records: 0 },
    found: {},
    suspects: [],
    suspectsLeftOut: 0,
    orphans: [],
    deleted: 0,
    rechecks: 0,
    asked: [],
    unverified: 0,
    verifications: 0,
  };
}

/** What has happened since, epoch ms, may be on its way yet. */
export const beforeOf = ({ startedAt, graceMs }: Run): number => startedAt - graceMs;

/** How far it is, from 0 to 1. Ids are random, so that the place among them is the share that was seen. */
export function progressOf({ phase, cursor, seen }: Run): number {
  const at = PHASES.indexOf(phase);
  if (at >= PASSES.length) return 1;
  const [, place = '0'] = /^\w+\/([0-9a-f]{8})-/.exec(cursor ?? '') ?? [];
  // The table has an order of its own. Its ids were seen twice: with images, and with thumbnails.
  const part =
    phase === 'records'
      ? Math.min(1, seen.records / Math.max(1, seen.ids / 2))
      : Number.parseInt(place, 16) / 2 ** 32;
  return (at + part) / PASSES.length;
}

/** Findings, of every kind. */
export const findingsOf = ({ found }: Run): number =>
  Object.values(found).reduce((sum, count) => sum + count, 0);

/** Those that are mended, as was seen. */
export const repairedOf = ({ deleted, rechecks, asked, unverified }: Run): number =>
  deleted + rechecks - asked.length - unverified;
