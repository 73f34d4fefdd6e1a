import fc from 'fast-check';
import type { Upload } from '../../../../lambdas/image-inspector/events.ts';
import type { Fault } from '../../support/faults.ts';
import { insisting } from '../../support/insist.ts';
import { bmp, uploadOf } from '../../support/uploads.ts';
import { RECORD_ID, World } from '../../support/world.ts';
import { checkHistory } from './history.ts';

/** An upload of the story: by which of three tickets, and whether its bytes are an acceptable image. */
export interface Act {
  ticket: number;
  good: boolean;
  /** How often its event comes. */
  deliveries: number;
  /** Comes in the same second as the one before, so that the sequencer alone tells which was later. */
  sameTime: boolean;
}

/** An upload that was made. */
export interface Made {
  upload: Upload;
  good: boolean;
}

export const acts = fc.array(
  fc.record({
    ticket: fc.nat(2),
    good: fc.boolean(),
    deliveries: fc.integer({ min: 1, max: 3 }),
    sameTime: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);
export const faults = fc.array(fc.constantFrom<Fault>('none', 'none', 'before', 'after'), { maxLength: 40 });
/** More with RUNS=60000. */
export const RUNS = { numRuns: Number(process.env.RUNS ?? 1000) };

/** Which upload it is shows in the width. */
const bodyOf = ({ good }: Act, index: number) => (good ? bmp(10 + index, 20) : Buffer.from(`text ${index}`));

/** What else happens in a story, beside the uploads and their events. */
export interface Stage {
  world: World;
  /** So far. */
  made: Made[];
  /** Waits for the scheduler. */
  turn: (label: string) => Promise<void>;
  /** Does it again until it succeeds, or the record turns out to be deleted. */
  insist: (act: () => Promise<unknown>) => Promise<void>;
  /** Gives three new tickets of the record that stands; uploads are by these or by the former ones. */
  renewTickets: () => void;
}

/**
 * Has the cleaner told of what vanishes, at once and again, and crashed ones told anew, as SQS does.
 * @returns waits until all of it is done; what is to come again later has no time here
 */
export function cleanUp(world: World, insist: (act: () => Promise<unknown>) => Promise<void>) {
  const told: Promise<void>[] = [];
  const { push } = world.cleaning;
  world.cleaning.push = (...messages) => {
    for (const message of messages) {
      for (let i = 0; i < 2; i++) told.push(insist(() => world.clean(message)));
    }
    return push.apply(world.cleaning, messages);
  };
  return async () => {
    for (let done = 0; done < told.length; done++) await told[done];
  };
}

/** Plays the story: uploads in their order, every event when the scheduler likes, until each has been handled. */
export async function play(
  scheduler: fc.Scheduler,
  story: Act[],
  crashes: Fault[],
  meanwhile: (stage: Stage) => Promise<void> = async () => {},
) {
  const turn = async (label: string) => {
    await scheduler.schedule(Promise.resolve(), label);
  };
  const insist = insisting(turn);
  const world = new World(turn, crashes);
  world.createRecord();
  const newKeys = () => [0, 1, 2].map(() => world.newKey());
  const keys = newKeys();
  const made: Made[] = [];
  const everything = async () => {
    const deliveries: Promise<void>[] = [];
    let second = 0;
    for (const [index, act] of story.entries()) {
      await turn('upload');
      if (!act.sameTime) second += 1;
      // Of two rounds of tickets, every other upload is by an old one.
      const key = keys[act.ticket + (keys.length > 3 && index % 2 ? 3 : 0)]!;
      const message = world.put(key, bodyOf(act, index), {}, second);
      made.push({ upload: uploadOf(message), good: act.good });
      for (let i = 0; i < act.deliveries; i++) deliveries.push(insist(() => world.receive(message)));
    }
    await Promise.all(deliveries);
  };
  const cleaning = cleanUp(world, insist);
  const renewTickets = () => void keys.push(...newKeys());
  const stage = { world, made, turn, insist, renewTickets };
  await scheduler.waitFor(Promise.all([everything(), meanwhile(stage)]).then(cleaning));
  checkHistory(world.table.history, RECORD_ID);
  return stage;
}
