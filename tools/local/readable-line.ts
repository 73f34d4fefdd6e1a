import { parseLogLine } from '../../local/lambda/log-line.ts';

/** Fields that a structured logger adds to each line, and that tell a person nothing here. */
const NOISE = new Set([
  'cold_start',
  'correlation_id',
  'function_arn',
  'function_memory_size',
  'function_name',
  'function_request_id',
  'level',
  'message',
  'sampling_rate',
  'service',
  'timestamp',
  'trace',
  'xray_trace_id',
]);

/**
 * A line of a log as a person reads it: the structured ones as message and `key=value`, others as they are.
 * Metrics in embedded metric format are for CloudWatch, and give nothing.
 * @param source - who wrote it
 */
export function readableLine(source: string, line: string, now = new Date()): string | undefined {
  const time = now.toISOString().slice(11, 23);
  const fields = parseLogLine(line);
  if (!fields) return `${time} ${source}: ${line}`;
  if ('_aws' in fields) return undefined;
  const { level = '', message = '' } = fields;
  const rest = Object.entries(fields)
    .filter(([name]) => !NOISE.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [time, `${source}:`, level === 'INFO' ? '' : level, message, ...rest]
    .filter((part) => part !== '')
    .join(' ');
}
