import type { VirtualClock } from '../rehearsal/clock.ts';
import type { Note } from './note.ts';

interface Directive {
  Namespace: string;
  Dimensions: string[][];
  Metrics: { Name: string }[];
}

/**
 * The metrics of the lines that functions print, each with every set of dimensions that the line gives.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function measureMetricLines(
  lines: readonly Record<string, unknown>[],
  clock: VirtualClock,
  note: Note,
): void {
  for (const line of lines) {
    const { Timestamp, CloudWatchMetrics } = line._aws as {
      Timestamp: number;
      CloudWatchMetrics: Directive[];
    };
    const minute = Math.floor(clock.minuteAt(Timestamp));
    for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics) {
      for (const names of Dimensions) {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(line[name])]));
        for (const { Name } of Metrics) {
          for (const value of [line[Name]].flat()) note(Namespace, Name, dimensions, minute, Number(value));
        }
      }
    }
  }
}
