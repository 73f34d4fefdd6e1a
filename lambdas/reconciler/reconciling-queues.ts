import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Recheck, toMessage } from '../shared/reconciling/recheck.ts';
import type { Run } from './running/run.ts';

/** Messages that SQS takes at once. */
const MOST = 10;
/** Seconds that SQS holds a message back at most. */
const MOST_SECONDS = 900;

/** Every SQS call of the reconciler. */
export class ReconcilingQueues {
  readonly #sqs: Pick<SQSClient, 'send'>;
  readonly #uploads: string;
  readonly #own: string;

  /** @param urls - of the inspector's queue, and of the reconciler's own */
  constructor(sqs: Pick<SQSClient, 'send'>, urls: { uploads: string; own: string }) {
    this.#sqs = sqs;
    this.#uploads = urls.uploads;
    this.#own = urls.own;
  }

  /** Asks the inspector. @throws Error when it was not asked everything: what was is asked again, which does no harm */
  async recheck(rechecks: readonly Recheck[]): Promise<void> {
    for (let from = 0; from < rechecks.length; from += MOST) {
      const Entries = rechecks
        .slice(from, from + MOST)
        .map((recheck, at) => ({ Id: String(at), MessageBody: toMessage(recheck) }));
      const command = new SendMessageBatchCommand({ QueueUrl: this.#uploads, Entries });
      const { Failed = [] } = await this.#sqs.send(command);
      if (Failed.length > 0)
        throw new Error(`SQS did not take ${Failed.length} rechecks: ${Failed[0]!.Code ?? 'unknown'}`);
    }
  }

  /** Lets a run go on, when its time has come. @param now - epoch ms */
  async goOn(run: Run, now: number): Promise<void> {
    const seconds = Math.ceil(Math.max(0, (run.notBefore ?? 0) - now) / 1000);
    await this.#sqs.send(
      new SendMessageCommand({
        QueueUrl: this.#own,
        MessageBody: JSON.stringify(run),
        DelaySeconds: Math.min(MOST_SECONDS, seconds),
      }),
    );
  }
}
