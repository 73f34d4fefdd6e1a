import { parseLogLine } from './log-line.ts';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** RFC 3339, as Lambda wants the `timestamp` of a line. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/**
 * Whether Lambda sends a line of a function to the log. A JSON line without a level that Lambda knows, or without a
 * valid timestamp, counts as INFO, lines of metrics included. Lines that are no JSON objects are kept: a person who
 * runs a function here wants to see them.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 * @param logLevel - the function's `ApplicationLogLevel`; undefined where its log format is text, which is not filtered
 */
export function isLogged(line: string, logLevel: string | undefined): boolean {
  const fields = logLevel === undefined ? undefined : parseLogLine(line);
  if (!fields) return true;
  const { level, timestamp } = fields;
  const stated = LEVELS.indexOf(String(level).toUpperCase());
  const valid = typeof timestamp === 'string' && TIMESTAMP.test(timestamp);
  return (valid && stated >= 0 ? stated : LEVELS.indexOf('INFO')) >= LEVELS.indexOf(logLevel!);
}
