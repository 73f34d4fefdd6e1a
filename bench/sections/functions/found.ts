import type { ColdStart } from './cold.ts';
import type { WarmCall } from './warm.ts';

/** One file of a function. */
export interface BundleSize {
  /** `function/file` */
  name: string;
  bytes: number;
  compressedBytes: number;
}

export interface FunctionsFound {
  bundles: BundleSize[];
  /** Of the functions as they are usually written. */
  naive: BundleSize[];
  cold: ColdStart[];
  warm: WarmCall[];
}
