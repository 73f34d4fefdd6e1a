import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Recheck, toMessage } from '../../lambdas/shared/reconciling/recheck.ts';
import type { LocalRun } from './local-run.ts';

/** Asks the inspector of a run to look at something once more, as the reconciler does. */
export async function askInspector(run: LocalRun, recheck: Recheck): Promise<void> {
  const { region, credentials, sqsEndpoint: endpoint, names } = run;
  const [, QueueUrl] = Object.entries(names.queueUrls).find(([id]) => /^Uploads(?!.*DeadLetter)/.test(id))!;
  const sqs = new SQSClient({ region, credentials, endpoint });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: toMessage(recheck) }));
  sqs.destroy();
}
