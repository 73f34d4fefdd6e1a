import type { TrafficRate } from './fault.ts';

/**
 * As much as the smoke test makes throughout a shift, which is what a release's alarms are built for: an upload every two
 * seconds (docs/adr/operation/0015-what-takes-a-release-back.md).
 */
export const UPLOADS: TrafficRate = { uploads: 30, reads: 0 };

/** A request a second, with a few uploads. */
export const REQUESTS: TrafficRate = { uploads: 2, reads: 56 };
