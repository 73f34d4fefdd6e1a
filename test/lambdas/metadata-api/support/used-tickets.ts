import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { scalarMap } from '../../../../lambdas/shared/attribute-values.ts';

/** What a record remembers of tickets that uploads have used. @param until - epoch ms */
export function usedTickets(count: number, until: number): AttributeValue {
  const ticket = scalarMap({ event: 'e', until: Math.ceil(until / 1000) });
  return { M: Object.fromEntries(Array.from({ length: count }, (_, at) => [`ticket-${at}.jpg`, ticket])) };
}
