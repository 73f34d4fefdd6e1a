import module from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { buildApp } from 'fauxqs';
import type { DataFolder, KeptMap } from '../data/data-folder.ts';

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
type Store = Stores['sqsStore'];
type Queue = ReturnType<Store['createQueue']>;
type Message = Parameters<Queue['enqueue']>[0];

/** A message, and the queue that it is on. */
interface Kept {
  queue: string;
  /** Rises with each message that is sent. */
  order: number;
  message: Message;
}

/**
 * What fauxqs stores things in, with messages that outlive the run: each is noted before it is on its queue, with every
 * receipt, and forgotten with its deletion. Begun again, a queue has those that nobody has deleted, received ones too: their
 * receipts are void, as when their time is over. Those of a queue that is not declared any more wait until it is.
 */
export async function keptStores(data: DataFolder): Promise<Stores> {
  const [{ SqsStore }, { SnsStore }, { S3Store }] = await Promise.all([
    inside<{ SqsStore: new () => Store }>('sqs/sqsStore.js'),
    inside<{ SnsStore: new () => Stores['snsStore'] }>('sns/snsStore.js'),
    inside<{ S3Store: new () => Stores['s3Store'] }>('s3/s3Store.js'),
  ]);
  const messages = data.map<Kept>('messages');
  let order = Math.max(0, ...messages.entries().map(([, kept]) => kept.order));
  const note = (queue: string, message: Message) => {
    const known = messages.get(message.messageId)?.order;
    messages.set(message.messageId, { queue, order: known ?? ++order, message });
  };
  const sqsStore = new SqsStore();
  const create = sqsStore.createQueue.bind(sqsStore);
  sqsStore.createQueue = (name, ...rest) => {
    const queue = create(name, ...rest);
    const kept = messages.entries().map(([, one]) => one);
    const own = kept.filter((one) => one.queue === name).sort((a, b) => a.order - b.order);
    for (const { message } of own) queue.enqueue(message);
    noteChanges(queue, data, messages, (message) => note(name, message));
    return queue;
  };
  return { sqsStore, snsStore: new SnsStore(), s3Store: new S3Store() };
}

function noteChanges(
  queue: Queue,
  data: DataFolder,
  messages: KeptMap<Kept>,
  note: (message: Message) => void,
): void {
  const { enqueue, dequeue, deleteMessage, purge } = queue;
  Object.assign(queue, {
    // Also by what a queue gives up, for its dead letters.
    enqueue(message: Message) {
      note(message);
      enqueue.call(queue, message);
    },
    dequeue: (...asked: Parameters<Queue['dequeue']>) =>
      data.together(() => {
        const received = dequeue.apply(queue, asked);
        for (const { ReceiptHandle } of received) note(queue.inflightMessages.get(ReceiptHandle)!.message);
        return received;
      }),
    deleteMessage(receipt: string) {
      const id = queue.inflightMessages.get(receipt)?.message.messageId;
      if (id !== undefined) messages.delete(id);
      return deleteMessage.call(queue, receipt);
    },
    purge() {
      const { ready, delayed, inflight } = queue.inspectMessages();
      data.together(() => {
        for (const { messageId } of [...ready, ...delayed, ...inflight.map(({ message }) => message)])
          messages.delete(messageId);
      });
      purge.call(queue);
    },
  } satisfies Partial<Queue>);
}

/** A file of fauxqs's that it does not export: there alone messages can be put back as they were. */
async function inside<Exports>(file: string): Promise<Exports> {
  const manifest = module.findPackageJSON('fauxqs', import.meta.url)!;
  return import(pathToFileURL(join(dirname(manifest), 'dist', file)).href) as Promise<Exports>;
}
