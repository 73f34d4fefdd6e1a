import { ApiError } from '../../client/errors.ts';
import type { ChangeCall } from '../../client/options/client-options.ts';
import type { Metadata } from '../../client/types.ts';
import { createDeletions, type Waiting } from '../../web/deletions.ts';
import type { Failure } from '../../web/words/failures.ts';
import { someMetadata } from './metadata.ts';

/** A record as the page has it. */
export const record = (id: string, fields: Partial<Metadata> = {}) =>
  someMetadata({ id, version: 3, ...fields });
export const apiError = (status: number) => new ApiError(status, { message: 'no', code: `Http${status}` });

/** Deletions before a client that answers as scripted: an error to throw, or nothing. */
export function givenDeletions(answers: Record<string, (Error | undefined)[]> = {}) {
  const sent: [id: string, ifMatch: number | undefined, kind: 'usual' | 'last'][] = [];
  const current = new Map<string, Metadata>();
  const gone: string[] = [];
  const back: string[] = [];
  const failures: Failure[] = [];
  const announced: Waiting[] = [];
  const countdowns: { ticks: number[]; closed: boolean }[] = [];
  const remove = async (id: string, { ifMatch, keepalive }: ChangeCall = {}) => {
    sent.push([id, ifMatch, keepalive ? 'last' : 'usual']);
    const error = answers[id]?.shift();
    if (error) throw error;
  };
  const deletions = createDeletions({
    client: {
      remove,
      get: async (id) => {
        const metadata = current.get(id);
        if (!metadata) throw apiError(404);
        return { metadata, preSignedUrl: null };
      },
    },
    announce: (waiting) => {
      const countdown = { ticks: [] as number[], closed: false };
      announced.push(waiting);
      countdowns.push(countdown);
      return {
        tick: (left) => countdown.ticks.push(left),
        close: () => {
          countdown.closed = true;
        },
      };
    },
    onChange: () => undefined,
    onGone: (id) => gone.push(id),
    onBack: (records) => back.push(...records.map(({ id }) => id)),
    onFailed: (failed) => failures.push(...failed),
  });
  return { deletions, sent, gone, back, failures, announced, countdowns, current };
}
