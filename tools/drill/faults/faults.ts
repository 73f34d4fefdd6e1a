import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { MetricName } from '../../../contract/metrics.ts';
import type { LocalRun } from '../../../local/options.ts';
import type { Observed } from '../collect/observed.ts';
import { API_FAULTS } from './api-faults.ts';
import type { Fault } from './fault.ts';
import { FOLLOWING_FAULTS } from './following-faults.ts';
import { RECONCILING_FAULTS } from './reconciling-faults.ts';
import { deniedOf, errorsOf } from './traces.ts';
import { UPLOADS } from './traffic-rates.ts';

const [INSPECTOR, THUMBNAILER] = ['ImageInspector', 'Thumbnailer'];

const FAILED: MetricName = 'MessagesFailed';

/** Minutes that dead letters need to show: their queue may have to wake up. */
const UNTIL_DEAD_LETTERS_SHOW = 22;

const deadLetters = ({ queues }: Observed): boolean => {
  const last = new Map(queues.map((sample) => [sample.queueArn, sample]));
  return [...last.values()].some(
    ({ queueArn, messages }) => queueArn.includes('DeadLetters') && messages.visible.length > 0,
  );
};

/** Puts a message on the queue of uploads that no inspector can read. */
async function poison(run: LocalRun): Promise<void> {
  const [name] = Object.keys(run.names.queueUrls).filter((id) => id.startsWith('UploadsQueue'));
  const sqs = new SQSClient({
    endpoint: run.sqsEndpoint,
    region: run.region,
    credentials: run.credentials,
  });
  try {
    const QueueUrl = run.names.queueUrls[name!]!;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"Records":"poison"}' }));
  } finally {
    sqs.destroy();
  }
}

/** What the drill rehearses. */
export const FAULTS: readonly Fault[] = [
  ...API_FAULTS,
  {
    name: 'every message fails',
    minutes: 10,
    traffic: UPLOADS,
    afterwards: UNTIL_DEAD_LETTERS_SHOW,
    bundle: {
      function: INSPECTOR,
      code: "event = { Records: event.Records.map((record) => ({ ...record, body: 'unreadable' })) };",
    },
    happened: ({ metricLines }) => metricLines.some((line) => FAILED in line),
  },
  {
    name: 'one poison message',
    minutes: 6,
    traffic: UPLOADS,
    afterwards: UNTIL_DEAD_LETTERS_SHOW,
    act: async (run, minute) => {
      if (minute === 0) await poison(run);
    },
    happened: deadLetters,
  },
  {
    name: 'S3 reads denied',
    minutes: 10,
    traffic: UPLOADS,
    afterwards: UNTIL_DEAD_LETTERS_SHOW,
    ...deniedOf('s3:GetObject', INSPECTOR, THUMBNAILER),
  },
  {
    name: 'queue send denied',
    minutes: 10,
    traffic: UPLOADS,
    afterwards: UNTIL_DEAD_LETTERS_SHOW,
    ...deniedOf('sqs:SendMessage', INSPECTOR),
  },
  {
    name: 'thumbnailer out of memory',
    minutes: 10,
    // Whoever ran out of memory starts anew, which takes this machine a while.
    msPerMinute: 2400,
    traffic: UPLOADS,
    afterwards: UNTIL_DEAD_LETTERS_SHOW,
    bundle: {
      function: THUMBNAILER,
      // Far less than the real limit, so that this machine keeps its own.
      memoryMb: 40,
      code: 'const taken = []; for (;;) taken.push(new Array(100_000).fill(taken.length));',
    },
    happened: errorsOf(THUMBNAILER),
  },
  {
    name: 'dead letters growing',
    minutes: 10,
    traffic: UPLOADS,
    afterwards: UNTIL_DEAD_LETTERS_SHOW,
    act: (run) => poison(run),
    happened: deadLetters,
  },
  ...FOLLOWING_FAULTS,
  ...RECONCILING_FAULTS,
];
