import { setTimeout as pause } from 'node:timers/promises';

type Send = (command: object, ...rest: unknown[]) => Promise<unknown>;

/** Times that a write is tried again, and what is waited for before the first time, ms: twice as long before each further one. */
const [REPEATS, PAUSE_MS] = [4, 25];

/**
 * Tries a single write again that met a transaction of somebody else on its item: DynamoDB refuses it, has changed nothing,
 * and its client does not try it again by itself.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export function retryingConflicts<Client extends { send: unknown }>(client: Client): Client {
  const once = (client.send as Send).bind(client);
  const send: Send = async (...call) => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await once(...call);
      } catch (error) {
        if ((error as Error).name !== 'TransactionConflictException' || attempt === REPEATS) throw error;
        await pause(PAUSE_MS * 2 ** attempt * (0.5 + Math.random()));
      }
    }
  };
  return Object.assign(client, { send });
}
