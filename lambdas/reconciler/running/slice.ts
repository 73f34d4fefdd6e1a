import type { Finding } from '../judging/finding.ts';
import type { Run } from './run.ts';

/** A slice of a run. */
export interface Slice {
  run: Run;
  /** What has come out in it. */
  findings: Finding[];
}

/** Ids that are looked at at once. */
export const LOOKS = 8;
