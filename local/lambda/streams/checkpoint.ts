import type { StreamEntry } from '../../dynamodb/streams/stream.ts';
import type { Invocation } from '../functions.ts';

/**
 * From where a batch is to be retried: the lowest sequence number that the function names. An answer that does not follow
 * the protocol fails the whole batch, as in Lambda.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 * @returns the index of the first record that failed, undefined when none did; and why
 */
export function checkpoint(
  outcome: Invocation,
  batch: StreamEntry[],
  reportsItemFailures: boolean,
): { failedFrom: number | undefined; reason?: string } {
  if ('error' in outcome) {
    return { failedFrom: 0, reason: `${outcome.error.errorType}: ${outcome.error.errorMessage}` };
  }
  if (!reportsItemFailures) return { failedFrom: undefined };
  const answer = JSON.parse(outcome.payload) as { batchItemFailures?: unknown } | null;
  const failures = answer?.batchItemFailures ?? [];
  const named: unknown[] = Array.isArray(failures)
    ? failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier)
    : [undefined];
  if (named.length === 0) return { failedFrom: undefined };
  const numbers = batch.map(({ record }) => record.dynamodb.SequenceNumber);
  if (!named.every((name) => typeof name === 'string' && numbers.includes(name))) {
    const reason = 'The function answered with batchItemFailures that Lambda does not understand.';
    return { failedFrom: 0, reason };
  }
  const failedFrom = Math.min(...named.map((name) => numbers.indexOf(name as string)));
  return { failedFrom, reason: `Record ${failedFrom + 1} of ${batch.length} failed.` };
}
