import { buildApp } from 'fauxqs';
import type { DataFolder } from '../data/data-folder.ts';
import type { Credentials, Identities } from '../iam/identities.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { type CallQueues, callsOf } from './call.ts';
import { keptStores } from './kept-messages.ts';
import { keepTrace, type SendBody, showTraces } from './trace-header.ts';

/** The local SQS: fauxqs, in process. */
export interface LocalQueues {
  endpoint: string;
  /** As their owner. */
  call: CallQueues;
  queueUrl(name: string): string;
  /** Creates what the templates declare. */
  create(deployment: Deployment): Promise<void>;
  /** Puts a message on the queue of that ARN. @param groupId - of a FIFO queue's message */
  deliver(queueArn: string, body: string, groupId?: string): Promise<void>;
  /** What is on the queue of that ARN now. */
  messages(queueArn: string): Promise<QueuedMessages>;
  /** How many messages wait, or are being worked on. */
  depth(queueUrl: string): Promise<{ visible: number; inFlight: number }>;
  close(): Promise<void>;
}

export interface QueuedMessage {
  /** Epoch ms. */
  sentTimestamp: number;
  approximateReceiveCount: number;
}

export interface QueuedMessages {
  visible: QueuedMessage[];
  inFlight: QueuedMessage[];
  delayed: QueuedMessage[];
}

export interface QueueProperties {
  ContentBasedDeduplication?: boolean;
  DelaySeconds?: number;
  FifoQueue?: boolean;
  MaximumMessageSize?: number;
  MessageRetentionPeriod?: number;
  ReceiveMessageWaitTimeSeconds?: number;
  VisibilityTimeout?: number;
  RedrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number };
}

const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DelaySeconds',
  'FifoQueue',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
] as const;

/** What fauxqs tells of a queue. */
interface Inspected {
  messages: { ready: QueuedMessage[]; inflight: { message: QueuedMessage }[]; delayed: QueuedMessage[] };
}

interface SqsRequest {
  headers: Record<string, string | string[] | undefined>;
  body?: { QueueUrl?: string } & SendBody;
}

interface SqsReply {
  code(status: number): SqsReply;
  send(answer: object): void;
}

/**
 * @param identities - who may call; anyone when left out
 * @param data - where messages outlive the run
 */
export async function startQueues(
  region: string,
  accountId: string,
  credentials: Credentials,
  identities?: Identities,
  data?: DataFolder,
): Promise<LocalQueues> {
  const stores = data && (await keptStores(data));
  const app = buildApp({ logger: false, defaultRegion: region, ...(stores && { stores }) });
  // fauxqs names its queues by a host that not every machine resolves; to callers they are on 127.0.0.1.
  const internalUrls = new Map<string, string>();
  app.addHook('preHandler', (request: SqsRequest, reply: SqsReply, done: () => void) => {
    const { body } = request;
    const refused = identities && refusal(identities, request, `arn:aws:sqs:${region}:${accountId}:`);
    if (refused !== undefined) {
      reply.code(403).send({ __type: 'com.amazon.coral.service#AccessDeniedException', message: refused });
      return;
    }
    const internal = body?.QueueUrl && internalUrls.get(body.QueueUrl);
    if (body && internal) body.QueueUrl = internal;
    const trace = request.headers['x-amzn-trace-id'];
    if (body && typeof trace === 'string') keepTrace(operationOf(request), trace, body);
    done();
  });
  app.addHook('preSerialization', async (_request: SqsRequest, _reply: SqsReply, answer: unknown) => {
    showTraces(answer);
    return answer;
  });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  const call = callsOf(app, credentials);
  const queueUrl = (name: string) => `${endpoint}/${accountId}/${name}`;
  return {
    endpoint,
    call,
    queueUrl,
    async create(deployment) {
      for (const queue of deployment.ofType<QueueProperties>('AWS::SQS::Queue')) {
        const QueueName = nameOf(queue.arn);
        const { QueueUrl } = await call('CreateQueue', { QueueName, Attributes: attributesOf(queue) });
        internalUrls.set(queue.ref, QueueUrl);
      }
    },
    async deliver(queueArn, body, MessageGroupId) {
      const QueueUrl = queueUrl(nameOf(queueArn));
      await call('SendMessage', { QueueUrl, MessageBody: body, ...(MessageGroupId && { MessageGroupId }) });
    },
    async messages(queueArn) {
      // With the owner's name, since the hook above lets nobody else in.
      const authorization = `Credential=${credentials.accessKeyId}/`;
      const url = `/_fauxqs/queues/${nameOf(queueArn)}`;
      const answer = await app.inject({ url, headers: { authorization, 'x-amz-target': 'sqs.Inspect' } });
      if (answer.statusCode !== 200) throw new Error(`There is no queue ${queueArn}: ${answer.body}`);
      const { ready, inflight, delayed } = (answer.json() as Inspected).messages;
      return { visible: ready, inFlight: inflight.map(({ message }) => message), delayed };
    },
    async depth(url) {
      const { Attributes } = await call('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] });
      return {
        visible: Number(Attributes.ApproximateNumberOfMessages),
        inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
      };
    },
    close: () => app.close(),
  };
}

/** Why the caller may not do what it asks for; undefined when it may. */
function refusal(identities: Identities, request: SqsRequest, arnPrefix: string): string | undefined {
  const { headers, body } = request;
  // A batch needs what one message needs: there are no permissions for batches.
  const operation = operationOf(request).replace(/Batch$/, '');
  const [, accessKeyId = ''] = /Credential=([^/]+)\//.exec(String(headers.authorization)) ?? [];
  const queue = body?.QueueUrl?.split('/').at(-1);
  return identities.refusal(accessKeyId, `sqs:${operation}`, queue === undefined ? '*' : arnPrefix + queue);
}

const operationOf = ({ headers }: SqsRequest): string => String(headers['x-amz-target']).split('.').at(-1)!;

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

function attributesOf({ properties }: Resource<QueueProperties>): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of ATTRIBUTES) {
    if (properties[name] !== undefined) attributes[name] = String(properties[name]);
  }
  if (properties.RedrivePolicy) attributes.RedrivePolicy = JSON.stringify(properties.RedrivePolicy);
  return attributes;
}
