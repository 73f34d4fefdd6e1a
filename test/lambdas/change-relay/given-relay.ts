import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { createHandler, type SetAside } from '../../../lambdas/change-relay/create-handler.ts';
import type { Destination } from '../../../lambdas/change-relay/destinations.ts';
import { aChange, anItem } from './records.ts';

const silent = { info: () => {}, error: () => {} };

/** A relay whose destinations keep what they take, and refuse while `down` names them. */
export function givenRelay() {
  const down = new Set<string>();
  const taken: Record<string, unknown[]> = { cleaning: [], first: [], second: [], bus: [], aside: [] };
  const into =
    (name: string): Destination<object> =>
    async (messages) => {
      if (!down.has(name)) taken[name]!.push(...messages);
      return messages.map(() => (down.has(name) ? 'AccessDenied' : undefined));
    };
  const handler = createHandler(
    {
      cleaning: into('cleaning'),
      webhooks: [
        { name: 'first', wants: () => true, send: into('first') },
        { name: 'second', wants: ({ type }) => type === 'image.deleted', send: into('second') },
      ],
      bus: into('bus') as Destination<unknown> as never,
    },
    into('aside'),
    silent,
  );
  const again = (bodies: unknown[]) =>
    handler({
      Records: bodies.map((body, at) => ({ messageId: String(at), body: JSON.stringify(body) })),
    } as SQSEvent);
  return {
    down,
    taken,
    again,
    handle: (...Records: DynamoDBStreamEvent['Records']) => handler({ Records }),
    aside: () => taken.aside as SetAside[],
  };
}

export const ready = () => aChange(anItem(), anItem({ version: 2 }, '1'));
export const deleted = () => aChange(anItem({ version: 2, userId: 'ann' }, '1'), undefined);
