import type { RejectionCode } from '../../../contract/outcomes.ts';
import type { Content } from '../contents.ts';
import type { Life, Put } from './life.ts';

/** What a record may show once all queues are at rest. */
export interface Truth {
  image: Content | undefined;
  rejection: RejectionCode | undefined;
  /** The fewest and the most that it can be: images that come late are not counted. */
  contentVersion: { least: number; most: number };
}

/** More than a story of the plan can leave open. */
const MOST_CHOICES = 10_000;

/** Every state that a record may be in: one, unless requests ran at once or under one ticket. */
export function truthsOf(life: Life): Truth[] {
  const open = life.tickets.map(({ puts }) => puts).filter((puts) => puts.length > 0);
  let choices: Put[][] = [[]];
  for (const puts of open) {
    choices = choices.flatMap((counting) => puts.map((put) => [...counting, put]));
    if (choices.length > MOST_CHOICES) throw new Error('The plan leaves too much open');
  }
  return choices.flatMap((counting) => outcomesOf(counting, life));
}

/** What may come out when just these PUTs count. */
function outcomesOf(counting: Put[], { rested }: Life): Truth[] {
  const good = counting.filter(({ verdict }) => !('refused' in verdict));
  const bad = counting.filter(({ verdict }) => 'refused' in verdict);
  const contentVersion = {
    least: rested.contentVersion + Math.min(1, good.length),
    most: rested.contentVersion + good.length,
  };
  return lastOf(good).flatMap((image) =>
    lastOf(bad).flatMap((refusal) =>
      rejectionsOf(image, refusal, rested.rejection).map((rejection) => ({
        image: image?.content ?? rested.image,
        rejection,
        contentVersion,
      })),
    ),
  );
}

/** Those that may be the last: no other one is certainly later. */
function lastOf(puts: Put[]): (Put | undefined)[] {
  if (puts.length === 0) return [undefined];
  return puts.filter((put) => !puts.some((other) => other.from > put.to));
}

/** A refusal shows while it is later than the image. */
function rejectionsOf(
  image: Put | undefined,
  refusal: Put | undefined,
  rested: RejectionCode | undefined,
): (RejectionCode | undefined)[] {
  if (!refusal) return [image ? undefined : rested];
  const { verdict } = refusal;
  const code = 'refused' in verdict ? verdict.refused : undefined;
  if (!image || refusal.from > image.to) return [code];
  return refusal.to < image.from ? [undefined] : [code, undefined];
}
