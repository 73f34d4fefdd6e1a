/** A metric's name: what CloudWatch finds its values by. */
export interface Metric {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/** A metric in one line, dimensions in order: `AWS/SQS Age {QueueName=a}`. */
export function metricKey({ namespace, name, dimensions }: Metric): string {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${namespace} ${name} {${pairs.map(([key, value]) => `${key}=${value}`).join(', ')}}`;
}

/** Values of one metric that were measured in one minute. */
export interface Datapoint {
  values: number[];
  /** Minute from which on CloudWatch has it. */
  published: number;
}

/** What was measured, by metric and minute of the virtual clock. */
export class MetricData {
  private readonly series = new Map<string, Map<number, Datapoint>>();

  /** @param published - minute from which on CloudWatch has what was measured in that minute */
  add(metric: Metric, minute: number, value: number, published: number): void {
    // Of the time before the clock began.
    if (minute < 0) return;
    const key = metricKey(metric);
    let minutes = this.series.get(key);
    if (!minutes) {
      minutes = new Map();
      this.series.set(key, minutes);
    }
    const point = minutes.get(minute);
    if (point) point.values.push(value);
    else minutes.set(minute, { values: [value], published });
  }

  /** Values from minute `from` to before minute `to`, as far as CloudWatch has them at `now`. */
  values(metric: Metric, from: number, to: number, now: number): number[] {
    const minutes = this.series.get(metricKey(metric));
    if (!minutes) return [];
    const found: number[] = [];
    for (let minute = from; minute < to; minute++) {
      const point = minutes.get(minute);
      if (point && point.published <= now) found.push(...point.values);
    }
    return found;
  }

  /** Every metric that was measured, as {@link metricKey} writes it. */
  keys(): string[] {
    return [...this.series.keys()];
  }
}
