import { EventEmitter } from 'node:events';
import dynalite from 'dynalite';
import type { ApiAnswer } from '../json-api/answers.ts';
import type { Item } from './writes/written-keys.ts';

/** What writes, where no caller does. */
export type Cause = 'time to live';

/** Whatever stores the items: dynalite in this process, or another engine behind a URL. */
export interface DynamoEngine {
  /** @param operation - `GetItem` and the like */
  call(operation: string, body: string, cause?: Cause): Promise<ApiAnswer>;
  close(): Promise<void>;
}

/** @throws Error when the engine refuses */
export async function callJson(
  engine: DynamoEngine,
  operation: string,
  input: object,
): Promise<Record<string, unknown>> {
  const { status, body } = await engine.call(operation, JSON.stringify(input));
  const answer = JSON.parse(body || '{}') as Record<string, unknown>;
  if (status !== 200) throw new Error(`DynamoDB ${operation}: ${answer.__type} ${answer.message ?? ''}`);
  return answer;
}

/** An item as it is now; undefined where there is none. @throws Error when the engine refuses */
export async function readItem(
  engine: DynamoEngine,
  TableName: string,
  Key: Item,
): Promise<Item | undefined> {
  const read = await callJson(engine, 'GetItem', { TableName, Key, ConsistentRead: true });
  return read.Item as Item | undefined;
}

/**
 * dynalite, in memory or in a folder. It is called through its request listener without a socket between: a round trip
 * less, and no aborted connection, for which it would throw, ever reaches it.
 * @param path - what it has answered outlives the process there
 */
export function embeddedEngine(path?: string): DynamoEngine {
  // It keeps each item and index entry as a small buffer. Cut from a pool of Node.js's, as small ones are, each would keep
  // up to 64 KB in memory.
  Buffer.poolSize = 0;
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(path && { path }) });
  return {
    call(operation, body) {
      const request = Object.assign(new EventEmitter(), {
        method: 'POST',
        url: '/',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'x-amz-date': '20000101T000000Z',
          authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=unchecked',
        },
      });
      const { promise, resolve } = Promise.withResolvers<ApiAnswer>();
      const headers: Record<string, string> = {};
      const response = {
        statusCode: 200,
        setHeader: (name: string, value: unknown) => {
          headers[name.toLowerCase()] = String(value);
        },
        end: (text = '') => resolve({ status: response.statusCode, headers, body: text }),
      };
      server.emit('request', request, response);
      request.emit('data', Buffer.from(body));
      request.emit('end');
      return promise;
    },
    async close() {
      // It closes its database after a server that listens alone; for a moment it does.
      if (path) await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}
