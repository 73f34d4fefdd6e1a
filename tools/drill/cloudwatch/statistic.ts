type Statistic = (values: readonly number[]) => number;

const sum: Statistic = (values) => values.reduce((total, value) => total + value, 0);

const STATISTICS: Record<string, Statistic> = {
  Sum: sum,
  Average: (values) => sum(values) / values.length,
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  SampleCount: (values) => values.length,
};

/**
 * A statistic by the name that alarms know it by: `Sum`, `p99`, `p99.9` and the like. A percentile is the smallest value
 * that as many of the values do not exceed.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 * @throws Error that names a statistic which the drill does not know
 */
export function statistic(name: string): Statistic {
  const known = STATISTICS[name];
  if (known) return known;
  const percentile = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name)?.[1];
  if (percentile === undefined) throw new Error(`The drill does not know the statistic ${name}.`);
  return (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil((Number(percentile) / 100) * sorted.length) - 1)]!;
  };
}
