import type { State } from './upload.ts';

/** How many uploads are in each state. Finished ones and cancelled ones are no longer among the uploads. */
export type Sum = Record<State, number> & { done: number; cancelled: number };

/** What is told of each state beside the finished, in this order. */
const PARTS: [words: string, states: (keyof Sum)[]][] = [
  ['refused', ['refused']],
  ['failed', ['failed', 'unreadable']],
  ['cancelled', ['cancelled']],
  ['being sent', ['sending']],
  ['being inspected', ['inspecting', 'arrived']],
  ['waiting for the connection', ['offline']],
  ['paused', ['paused']],
  ['waiting', ['waiting']],
];

/** Uploads of this page, whatever became of them. */
export function totalOf({ left, ...sum }: Sum): number {
  return Object.values(sum).reduce((total, count) => total + count, 0);
}

/** `37 of 39 uploaded, 2 refused`. Empty where there is nothing to tell. */
export function sumWords(sum: Sum): string {
  const total = totalOf(sum);
  const parts = PARTS.map(([words, states]) => ({
    words,
    count: states.reduce((count, state) => count + sum[state], 0),
  }));
  const told = parts.filter(({ count }) => count > 0).map(({ words, count }) => `${count} ${words}`);
  const began = total > 0 ? [[`${sum.done} of ${total} uploaded`, ...told].join(', ')] : [];
  const left = sum.left === 1 ? '1 upload was' : `${sum.left} uploads were`;
  return [...began, ...(sum.left > 0 ? [`${left} left unfinished`] : [])].join('. ');
}
