import type { ImageIntakeClient } from '../client/client.ts';
import { ApiError } from '../client/errors.ts';
import { withRetries } from '../client/http/retry.ts';
import type { Metadata } from '../client/types.ts';
import { aFewAtATime } from './page/a-few-at-a-time.ts';
import type { Failure } from './words/failures.ts';

/** How long a deletion can be undone. */
export const UNDO_MS = 10_000;
const TICK_MS = 250;
const AT_ONCE = 4;
const RETRIES = 4;

/** Records that are about to be deleted together. */
export interface Waiting {
  records: readonly Metadata[];
  /** Lets them be: nothing is sent. */
  undo: () => void;
  /** Does not wait any longer. */
  send: () => void;
  /** Stops the countdown, as long as somebody is about to decide. */
  hold: (held: boolean) => void;
}

/** What shows that records are about to be deleted. */
export interface Countdown {
  /** @param leftMs until they are. */
  tick: (leftMs: number) => void;
  close: () => void;
}

export interface DeletionsOptions {
  client: Pick<ImageIntakeClient, 'remove' | 'get'>;
  announce: (waiting: Waiting) => Countdown;
  /** Other records are hidden than before. */
  onChange: () => void;
  onGone: (id: string) => void;
  /** Records that are to be seen again: undone, or not deleted. */
  onBack: (records: readonly Metadata[]) => void;
  onFailed: (failures: Failure[]) => void;
}

export type Deletions = ReturnType<typeof createDeletions>;

/**
 * Deletions that can be undone for a while: records are hidden at once, and their DELETE goes when the time is over, or
 * when the page is left.
 */
export function createDeletions(options: DeletionsOptions) {
  const { client, announce, onChange, onGone, onBack, onFailed } = options;
  /** Those that are gone stay in it: a list that was asked for earlier may bring them once more. */
  const hidden = new Set<string>();
  const waiting = new Map<Waiting, (last: boolean) => Promise<void>>();

  /** Sent, or about to be, and not answered yet. */
  const sending = new Set<Metadata>();

  const reveal = (records: readonly Metadata[]) => {
    for (const { id } of records) hidden.delete(id);
    onBack(records);
  };

  const sendAll = async (
    records: readonly Metadata[],
    send: (metadata: Metadata) => Promise<void>,
    atOnce: number,
  ) => {
    const failures: Failure[] = [];
    for (const metadata of records) sending.add(metadata);
    await aFewAtATime(records, atOnce, async (metadata) => {
      try {
        await send(metadata);
        onGone(metadata.id);
      } catch (error) {
        failures.push({ metadata, error });
      }
      sending.delete(metadata);
    });
    if (failures.length === 0) return;
    reveal(failures.map(({ metadata }) => metadata));
    onFailed(failures);
  };

  const remove = (wanted: readonly Metadata[]): void => {
    const records = wanted.filter(({ id }) => !hidden.has(id));
    if (records.length === 0) return;
    let left = UNDO_MS;
    let held = false;
    let last = performance.now();
    const end = () => {
      clearInterval(timer);
      countdown.close();
      return waiting.delete(batch);
    };
    const batch: Waiting = {
      records,
      undo: () => end() && reveal(records),
      send: () => void send(false),
      hold: (now) => {
        held = now;
      },
    };
    const send = async (leaving: boolean) => {
      if (!end()) return;
      // Nothing goes on once the page is gone. Without bodies keepalive requests are not limited.
      if (leaving) await sendAll(records, lastTry(client), records.length);
      else await sendAll(records, insist(client), AT_ONCE);
    };
    const timer = setInterval(() => {
      const now = performance.now();
      // A hidden tab ticks seldom.
      if (!held) left -= now - last;
      last = now;
      if (left > 0) countdown.tick(left);
      else batch.send();
    }, TICK_MS);
    waiting.set(batch, send);
    for (const { id } of records) hidden.add(id);
    const countdown = announce(batch);
    countdown.tick(left);
    onChange();
  };

  return {
    remove,
    isHidden: (id: string) => hidden.has(id),
    /** Takes the latest deletion back that still waits; says whether there was one. */
    undoLatest: (): boolean => {
      const latest = [...waiting.keys()].at(-1);
      latest?.undo();
      return latest !== undefined;
    },
    /** The page is left: what waits is sent now, and what has no answer yet once more. */
    leave: (): void => {
      for (const metadata of sending) void lastTry(client)(metadata).catch(() => undefined);
      for (const send of waiting.values()) void send(true);
    },
  };
}

/** Deletes a record as it was seen, and tries again what failed in passing. */
function insist(client: Pick<ImageIntakeClient, 'remove' | 'get'>) {
  return async (metadata: Metadata): Promise<void> => {
    let ifMatch = metadata.version;
    let lost = false;
    const attempt = async (): Promise<void> => {
      try {
        await client.remove(metadata.id, { ifMatch, retries: 0 });
      } catch (error) {
        const status = error instanceof ApiError ? error.status : 500;
        // A deletion that broke off half-way has raised the version itself.
        const half = lost && status === 412 ? await unchanged(client, metadata) : undefined;
        if (!half || half.version === ifMatch) {
          lost ||= status >= 500;
          throw error;
        }
        ifMatch = half.version;
        await attempt();
      }
    };
    await unlessGone(withRetries(attempt, RETRIES));
  };
}

/** Deletes a record, once, by a request that outlives the page. */
function lastTry(client: Pick<ImageIntakeClient, 'remove'>) {
  return ({ id, version }: Metadata) =>
    unlessGone(client.remove(id, { ifMatch: version, retries: 0, keepalive: true }));
}

/** Gone is what was wanted. */
async function unlessGone(removing: Promise<void>): Promise<void> {
  try {
    await removing;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
}

/** The record as it stands, where it is what the person saw but for its version. */
async function unchanged(
  client: Pick<ImageIntakeClient, 'get'>,
  seen: Metadata,
): Promise<Metadata | undefined> {
  const { metadata } = await client.get(seen.id);
  const shown = ({ version, updatedAt, ...fields }: Metadata) =>
    JSON.stringify(Object.entries(fields).sort());
  return shown(metadata) === shown(seen) ? metadata : undefined;
}
