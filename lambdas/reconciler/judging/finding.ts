import type { FindingCode } from '../../../contract/findings.ts';
import type { Recheck } from '../../shared/reconciling/recheck.ts';

/** What does not agree, of one record or object. */
export interface Finding {
  code: FindingCode;
  /** Of the record that it is about. */
  id: string;
  key?: string;
  versionId?: string | undefined;
  /** The version of the same key that the record names. */
  own?: string;
  /** What the inspector is asked, where that mends it. */
  recheck?: Recheck;
  /**
   * Its record is gone, and nobody can tell since when: what is left of it may be on its way out. It is true when it still is after
   * the grace period.
   */
  undated?: true;
}
