/** What happened so far. */
export interface Tally {
  uploads: number;
  edits: number;
  deletes: number;
  /** Records made under the id of a deleted one. */
  recreations: number;
  /** PUTs to tickets that were used, or whose record was deleted. */
  replays: number;
  /** Records checked, each as often as all queues came to rest. */
  checks: number;
}

export const newTally = (): Tally => ({
  uploads: 0,
  edits: 0,
  deletes: 0,
  recreations: 0,
  replays: 0,
  checks: 0,
});

const number = new Intl.NumberFormat('en-US');

/** One line for a person. */
export function tallyLine({ uploads, deletes, recreations, replays }: Tally): string {
  const counted = [
    `${number.format(uploads)} uploads`,
    `${number.format(deletes)} deletes`,
    `${number.format(recreations)} re-creations`,
    `${number.format(replays)} replays of old tickets`,
  ];
  return counted.join(', ');
}
