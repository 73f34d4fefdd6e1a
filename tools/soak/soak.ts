import type { LocalRun } from '../../local/options.ts';
import { Api } from './api.ts';
import { Bucket } from './check/bucket.ts';
import { check } from './check/record.ts';
import { rest } from './check/rest.ts';
import { checkBucket, checkList, type Stock } from './check/stock.ts';
import { Contents } from './contents.ts';
import { type OptionalStep, planStory } from './plan.ts';
import { take } from './steps/steps.ts';
import { type Stage, Story, Wrong } from './story.ts';
import { newTally, type Tally, tallyLine } from './tally.ts';

export interface SoakOptions {
  uploads: number;
  /** Repeats the plan. What happens at once, and when events come, it does not repeat. */
  seed: number;
  clients: number;
  without?: ReadonlySet<OptionalStep>;
  /** How long an inspection may take (default: a minute). */
  patienceMs?: number;
  /** Told every few seconds how far it is. */
  report(line: string): void;
}

/** Uploads until all queues come to rest, and everything is checked. */
const ROUND_UPLOADS = 500;
const REPORT_MS = 5000;

/**
 * Lets clients upload, edit, delete and make again what a seed plans, and checks every record, the list and the bucket
 * each time that all queues have come to rest.
 * @throws Wrong at the first record that is not what it must be; Error when the run itself fails
 */
export async function soak(
  run: LocalRun,
  { uploads, seed, clients, without, patienceMs = 60_000, report }: SoakOptions,
): Promise<Tally> {
  const began = Date.now();
  const tally = newTally();
  const api = new Api(run);
  const stage: Stage = { seed, tally, api, patienceMs, contents: await Contents.draw(seed) };
  const bucket = new Bucket(run);
  const stock: Stock = new Map();
  const stories: Story[] = [];
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const progress = setInterval(
    () => report(`${seconds()} s: ${tallyLine(tally)}, ${tally.checks} checks`),
    REPORT_MS,
  );
  let planned = 0;
  let going: Story[] = [];
  try {
    while (planned < uploads || going.length > 0) {
      const from = Date.now() - 1;
      for (const until = planned + ROUND_UPLOADS; planned < Math.min(until, uploads); ) {
        const plan = planStory(seed, stories.length + 1, uploads - planned, without);
        planned += plan.uploads;
        const story = new Story(stage, stories.length + 1, plan);
        stories.push(story);
        going.push(story);
      }
      await shared(going, clients, play);
      await rest(run);
      await shared(going, clients, async (story) => {
        for (const { id } of story.lives) stock.delete(id);
        const found = await check(story, bucket);
        if (found) stock.set(found.metadata.id, found);
      });
      await checkBucket(bucket, stock, stories);
      await checkList(api, stock, stories, from);
      for (const story of going) if (story.isOver) story.close();
      going = going.filter((story) => !story.isOver);
    }
    await checkList(api, stock, stories, began - 1);
    return tally;
  } finally {
    clearInterval(progress);
    bucket.close();
  }
}

async function play(story: Story, stopped: () => boolean): Promise<void> {
  for (const step of story.nextChapter()) {
    if (stopped()) return;
    await take(story, step);
  }
}

/** Each client takes one story after the other. @throws the first failure, once no client is at work any more */
async function shared(
  stories: readonly Story[],
  clients: number,
  act: (story: Story, stopped: () => boolean) => Promise<void>,
): Promise<void> {
  const waiting = stories.values();
  const failures: unknown[] = [];
  const stopped = () => failures.length > 0;
  const client = async () => {
    for (const story of waiting) {
      if (stopped()) return;
      try {
        await act(story, stopped);
      } catch (error) {
        failures.push(error instanceof Wrong ? error : withHistory(story, error as Error));
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  if (stopped()) throw failures[0];
}

function withHistory(story: Story, error: Error): unknown {
  try {
    return story.fail(`${error.message}${error.cause ? ` (${(error.cause as Error).message})` : ''}`);
  } catch (wrong) {
    return wrong;
  }
}
