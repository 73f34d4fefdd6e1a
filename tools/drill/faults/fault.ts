import type { Faults } from '../../../local/faults.ts';
import type { LocalRun } from '../../../local/options.ts';
import type { Observed } from '../collect/observed.ts';

/** A release whose code is broken: what it does to a function, from the fault's beginning on. */
export interface BrokenBundle {
  /** The function's logical id begins with it. */
  function: string;
  /**
   * JavaScript, run before the function's own handler with its `event`: it may return an answer of its own, or change
   * the event.
   */
  code: string;
  /** Instead of the memory that the template gives. */
  memoryMb?: number;
}

/** What clients do in a minute. An upload makes two requests of the API, a read one. */
export interface TrafficRate {
  uploads: number;
  reads: number;
}

/** Something that goes wrong, and how the drill brings it about. */
export interface Fault {
  name: string;
  /** Minutes that traffic goes on after it has begun. */
  minutes: number;
  /** Minutes that are watched then; what rests in queues is waited for beforehand. */
  afterwards?: number;
  traffic: TrafficRate;
  /** Real ms that a minute takes at least, where calls take longer than the usual ones. */
  msPerMinute?: number;
  bundle?: BrokenBundle;
  /** Faults of the engines; they ask whether it has begun. */
  engines?(begun: () => boolean): Pick<Faults, 'denies' | 'dynamodb'>;
  /** What is done to the run in a minute, 0 the first. */
  act?(run: LocalRun, minute: number): Promise<void>;
  /** Whether it left the trace that it must: a fault that does nothing proves nothing. */
  happened(observed: Observed): boolean;
  /** Why no alarm is wanted; without it, one must ring. */
  silent?: string;
}
