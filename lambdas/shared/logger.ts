const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

type Level = (typeof LEVELS)[number];
type Fields = Record<string, unknown>;

/** As much of a logger as a function needs. */
export interface Logger {
  info(message: string, fields: Fields): void;
  error(message: string, fields: Fields): void;
}

/**
 * One JSON line a message, in the field names that Lambda's own logs have, so that one query finds both; the trace
 * ties the lines of a request together. The level is the stage's, as Lambda tells it (`AWS_LAMBDA_LOG_LEVEL`).
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export const logger: Logger = {
  info: (message, fields) => write('INFO', message, fields),
  error: (message, fields) => write('ERROR', message, fields),
};

function write(level: Level, message: string, fields: Fields): void {
  const { AWS_LAMBDA_LOG_LEVEL, SERVICE_NAME, _X_AMZN_TRACE_ID } = process.env;
  if (LEVELS.indexOf(level) < LEVELS.indexOf(AWS_LAMBDA_LOG_LEVEL as Level)) return;
  const line = {
    timestamp: new Date(),
    level,
    message,
    service: SERVICE_NAME,
    trace: _X_AMZN_TRACE_ID?.match(/Root=([^;]+)/)?.[1],
    ...fields,
  };
  // Not by the console, which Lambda would wrap into a log record of its own.
  process.stdout.write(`${JSON.stringify(line, whole)}\n`);
}

/** Errors have no fields of their own that JSON would show; those of AWS's clients say what was answered in `$metadata`. */
function whole(_: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, code, stack, cause, $metadata } = value as Error & {
    code?: unknown;
    $metadata?: { httpStatusCode?: number; requestId?: string; attempts?: number };
  };
  const { httpStatusCode, requestId, attempts } = $metadata ?? {};
  const answered = $metadata && { httpStatusCode, requestId, attempts };
  return { name, message, code, answered, stack, cause };
}
