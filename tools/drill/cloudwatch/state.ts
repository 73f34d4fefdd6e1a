export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** How data points become a state. */
export interface Judgement {
  comparison: string;
  threshold: number;
  /** N of "M out of N". */
  evaluationPeriods: number;
  /** M. */
  datapointsToAlarm: number;
  missing: 'missing' | 'ignore' | 'breaching' | 'notBreaching';
}

const COMPARISONS: Record<string, (value: number, threshold: number) => boolean> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/**
 * The state that follows from the data points of the evaluation range: the newest N that are there; where there are
 * fewer, all of them, and the missing ones as the alarm says.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-evaluating-missing-data
 * @param points - oldest first
 * @throws Error that names a comparison which the drill does not know
 */
export function nextState(
  points: readonly (number | undefined)[],
  { comparison, threshold, evaluationPeriods, datapointsToAlarm, missing }: Judgement,
  current: State,
): State {
  const compare = COMPARISONS[comparison];
  if (!compare) throw new Error(`The drill does not know the comparison ${comparison}.`);
  const breaching = points.map((point) => point !== undefined && compare(point, threshold));
  const real = breaching.filter((_, index) => points[index] !== undefined);
  const judged = real.slice(-evaluationPeriods);
  const count = judged.filter(Boolean).length;
  const absent = evaluationPeriods - judged.length;
  if (count >= datapointsToAlarm) return 'ALARM';
  if (absent === 0 || missing === 'notBreaching') return 'OK';
  if (missing === 'breaching') return count + absent >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (count < judged.length) return 'OK';
  if (missing === 'ignore') return current;
  if (judged.length === 0) return 'INSUFFICIENT_DATA';
  // Only breaching points, though too few: not before the oldest is as old as M.
  return points.length - breaching.indexOf(true) >= datapointsToAlarm ? 'ALARM' : current;
}
