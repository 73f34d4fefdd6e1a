import { onTestFinished } from 'vitest';
import { embeddedStream } from '../../../../local/dynamodb/streams/embedded.ts';
import type { StreamRecord } from '../../../../local/dynamodb/streams/stream.ts';
import type { Discarded } from '../../../../local/lambda/streams/deliver.ts';
import {
  type StreamSourceSettings,
  startStreamSource,
} from '../../../../local/lambda/streams/stream-source.ts';

const streamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things/stream/now';
export const idOf = ({ dynamodb }: StreamRecord) => dynamodb.Keys.id!.S as string;

/** A stream, and a source of it whose function is `work`: what it returns is the answer, what it throws the error. */
export async function givenSource(
  work: (records: StreamRecord[], call: { iteratorAgeMs: number }) => unknown,
  settings: Partial<StreamSourceSettings> = {},
) {
  const stream = embeddedStream({ arn: streamArn, view: 'NEW_AND_OLD_IMAGES' }, 'us-east-1');
  /** The keys of each batch, in order. */
  const batches: string[] = [];
  const discarded: Discarded[] = [];
  const failures: string[] = [];
  const append = (...ids: string[]) => {
    for (const id of ids) {
      const item = { id: { S: id } };
      stream.append({ key: item, before: undefined, after: item, cause: undefined });
    }
  };
  const start = async () => {
    const source = await startStreamSource(stream, {
      from: 'TRIM_HORIZON',
      batchSize: 4,
      windowSeconds: 0,
      parallel: 1,
      filter: () => true,
      reportsItemFailures: true,
      bisects: false,
      retries: Number.POSITIVE_INFINITY,
      maximumAgeMs: Number.POSITIVE_INFINITY,
      scale: () => 0.0001,
      refusal: () => undefined,
      async invoke(event, call) {
        const { Records } = event as { Records: StreamRecord[] };
        batches.push(Records.map(idOf).join(''));
        try {
          return { payload: JSON.stringify((await work(Records, call)) ?? null) };
        } catch (error) {
          const throttled = (error as Error).message === 'throttled' && { throttled: true as const };
          return { error: { errorType: 'Error', errorMessage: (error as Error).message }, ...throttled };
        }
      },
      discard: async (given) => void discarded.push(given),
      onFailure: (reason) => failures.push(reason),
      ...settings,
    });
    onTestFinished(source.close);
    return source;
  };
  return { stream, append, batches, discarded, failures, start };
}

/** The answer that names these records of a batch as failed. */
export const failing = (records: StreamRecord[], ids: string) => ({
  batchItemFailures: records
    .filter((record) => ids.includes(idOf(record)))
    .map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })),
});
