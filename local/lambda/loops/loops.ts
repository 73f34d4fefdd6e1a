import type { CallQueues, JsonMessage as Message } from '../../sqs/call.ts';
import { MOST_ROUNDS, roundsOf } from './lineage.ts';

/** What stops a function that feeds its own queue. */
export interface LoopGuard {
  functionArn: string;
  /** The function says `RecursiveLoop: Allow`. */
  allowed: boolean;
  /** URL of the queue's dead letters; what is stopped is dropped without one. */
  deadLetters: string | undefined;
}

const traceOf = ({ Attributes }: Message): string => Attributes?.AWSTraceHeader ?? '';

/** Of a batch: the trace that has seen the function most often, which becomes that of the invocation. */
export function traceOfBatch(batch: Message[], functionArn: string): string {
  const rounds = (trace: string) => roundsOf(trace, functionArn);
  return batch.map(traceOf).reduce((most, trace) => (rounds(trace) > rounds(most) ? trace : most), '');
}

/** Parts what goes in circles from a batch. */
export function stoppedOf(batch: Message[], { functionArn, allowed }: LoopGuard): Message[] {
  if (allowed) return [];
  return batch.filter((message) => roundsOf(traceOf(message), functionArn) >= MOST_ROUNDS);
}

/** Moves messages to the dead letters, if there are any. @returns a sentence for the log */
export async function stop(
  call: CallQueues,
  stopped: Message[],
  { functionArn, deadLetters }: LoopGuard,
): Promise<string> {
  for (const { Body, MessageAttributes } of stopped) {
    if (deadLetters === undefined) break;
    await call('SendMessage', {
      QueueUrl: deadLetters,
      MessageBody: Body,
      ...(MessageAttributes && { MessageAttributes }),
    });
  }
  const name = functionArn.split(':')[6];
  const what = stopped.length === 1 ? '1 message is' : `${stopped.length} messages are`;
  const where = deadLetters === undefined ? 'dropped' : 'among the dead letters';
  return `${name} has fed itself for ${MOST_ROUNDS} rounds, where Lambda stops a function without RecursiveLoop: Allow; ${what} ${where}.`;
}
