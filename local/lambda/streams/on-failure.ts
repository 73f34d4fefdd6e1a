import { randomUUID } from 'node:crypto';
import type { Discarded } from './deliver.ts';

/** The mapping whose records are given up. */
export interface Source {
  /** Of the mapping. */
  uuid: string;
  functionArn: string;
  functionVersion: string;
  streamArn: string;
}

/**
 * What Lambda tells of records that it gives up: where in the stream they are.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function invocationRecord(
  { functionArn, functionVersion, streamArn }: Source,
  shardId: string,
  { entries, condition, invocations, requestId, functionFailed }: Discarded,
  at: Date,
): Record<string, unknown> {
  const [first, last] = [entries[0]!, entries.at(-1)!];
  const arrival = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return {
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: invocations },
    ...(invocations > 0 && {
      responseContext: {
        statusCode: 200,
        executedVersion: functionVersion,
        functionError: functionFailed ? 'Unhandled' : null,
      },
    }),
    version: '1.0',
    timestamp: at.toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first.record.dynamodb.SequenceNumber,
      endSequenceNumber: last.record.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first.at),
      approximateArrivalOfLastRecord: arrival(last.at),
      batchSize: entries.length,
      streamArn,
    },
  };
}

/** The same as an object in S3, which also has the whole event. */
export function invocationObject(
  source: Source,
  shardId: string,
  discarded: Discarded,
  at: Date,
): { key: string; body: string } {
  const payload = { Records: discarded.entries.map(({ record }) => record) };
  const [day, time] = at.toISOString().slice(0, 19).split('T') as [string, string];
  const name = `${day}T${time.replaceAll(':', '.')}-${randomUUID()}`;
  return {
    key: `aws/lambda/${source.uuid}/${shardId}/${day.replaceAll('-', '/')}/${name}`,
    body: JSON.stringify({ ...invocationRecord(source, shardId, discarded, at), payload }),
  };
}
