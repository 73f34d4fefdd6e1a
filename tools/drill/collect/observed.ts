import type { AnsweredRequest, EndedInvocation, ServiceCall } from '../../../local/calls.ts';
import type { Access } from '../../../local/iam/identities.ts';
import { parseLogLine } from '../../../local/lambda/log-line.ts';
import type { LocalRun, LocalRunOptions } from '../../../local/options.ts';
import type { QueuedMessages } from '../../../local/sqs/queues.ts';

/** What queues held at a moment. */
interface QueueSample {
  /** Epoch ms. */
  at: number;
  queueArn: string;
  messages: QueuedMessages;
}

/** Everything that CloudWatch would be told of in a run, as it happened. */
export interface Observed {
  requests: AnsweredRequest[];
  invocations: EndedInvocation[];
  calls: (ServiceCall & { at: number })[];
  accesses: (Access & { at: number })[];
  queues: QueueSample[];
  /** Lines of metrics that functions printed. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
  metricLines: Record<string, unknown>[];
}

/** The options that make a local run tell what happens, and where it is noted. */
export function observe() {
  const observed: Observed = {
    requests: [],
    invocations: [],
    calls: [],
    accesses: [],
    queues: [],
    metricLines: [],
  };
  const options = {
    onRequest: (request) => void observed.requests.push(request),
    onInvocation: (invocation) => void observed.invocations.push(invocation),
    onCall: (call) => void observed.calls.push({ ...call, at: Date.now() }),
    onAccess: (access) => void observed.accesses.push({ ...access, at: Date.now() }),
    onLog: (_, line) => {
      const fields = parseLogLine(line);
      if (fields && '_aws' in fields) observed.metricLines.push(fields);
    },
  } satisfies Partial<LocalRunOptions>;
  return { observed, options };
}

/** Looks at every queue of a run once. */
export async function sampleQueues(run: LocalRun, observed: Observed): Promise<void> {
  const at = Date.now();
  for (const { arn } of run.deployment.ofType('AWS::SQS::Queue')) {
    observed.queues.push({ at, queueArn: arn, messages: await run.messages(arn) });
  }
}
