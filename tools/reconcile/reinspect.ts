import { setTimeout } from 'node:timers/promises';
import type { Reinspected } from '../../lambdas/reconciler/reinspect.ts';
import type { ReinspectRequest } from '../../lambdas/reconciler/requests.ts';
import type { Invoke } from './invoke.ts';

/** How far a reinspection is. */
export interface Place {
  records: number;
  asked: number;
  /** Undefined before the first page. */
  cursor?: string | undefined;
}

export interface ReinspectOptions {
  where: ReinspectRequest['where'];
  /** Where an earlier one was interrupted. */
  from?: Place | undefined;
  /** Images that the inspector is asked for at most. */
  perSecond: number;
  signal: AbortSignal;
  /** Told after each page, before the next one is asked for. */
  onPage(place: Place): void;
  pause?: (ms: number, value: undefined, options: { signal: AbortSignal }) => Promise<unknown>;
}

/**
 * Has the images of records inspected again, a page at a time. A page that was asked for and not told of is asked for again,
 * which changes nothing.
 * @returns what was read, and asked of the inspector
 * @throws Error with one sentence when it fails, or the signal's reason
 */
export async function reinspect(
  invoke: Invoke,
  { where, from, perSecond, signal, onPage, pause = setTimeout }: ReinspectOptions,
): Promise<Place> {
  let place: Place = from ?? { records: 0, asked: 0 };
  for (;;) {
    signal.throwIfAborted();
    // A page is asked for at once: of a slow one no more than ten seconds may have.
    const request: ReinspectRequest = {
      kind: 'reinspect',
      where,
      cursor: place.cursor,
      limit: 10 * perSecond,
    };
    const { records, asked, cursor } = (await invoke(request)) as Reinspected;
    place = { records: place.records + records, asked: place.asked + asked, cursor };
    if (cursor === undefined) return place;
    onPage(place);
    await pause((asked / perSecond) * 1000, undefined, { signal });
  }
}
