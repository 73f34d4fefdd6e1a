import { type Item, number } from './attribute-values.ts';
import type { ImageRecord } from './record.ts';

/**
 * The condition that an item is the very record whose ticket an object key is of, and not one that has its id by now; nor
 * an item that is no record. A key of release 0.1.0 names no incarnation: it belongs to a record of 0.1.0, or to one
 * for which a function of 0.1.0 gave a ticket while both releases ran. 0.1.0 counts tickets, later releases write a 1.
 */
export function sameRecord(incarnation: string | undefined): { condition: string; values: Item } {
  if (incarnation !== undefined) {
    return {
      condition: 'attribute_exists(version) AND incarnation = :incarnation',
      values: { ':incarnation': { S: incarnation } },
    };
  }
  return {
    condition: 'attribute_exists(version) AND (attribute_not_exists(incarnation) OR tickets > :oneTicket)',
    values: { ':oneTicket': number(1) },
  };
}

/** What a condition by {@link sameRecord} would find in an item. */
export function isSameRecord(item: Item, incarnation: string | undefined): boolean {
  if (!item.version) return false;
  if (incarnation !== undefined) return item.incarnation?.S === incarnation;
  return item.incarnation === undefined || Number(item.tickets?.N) > 1;
}

/** The condition that a record is what it was when it was read: its revisions count from one again in a successor. */
export function sameRevision({ incarnation, version }: Pick<ImageRecord, 'incarnation' | 'version'>): {
  condition: string;
  values: Item;
} {
  return incarnation === undefined
    ? {
        condition: 'version = :version AND attribute_not_exists(incarnation)',
        values: { ':version': number(version) },
      }
    : {
        condition: 'version = :version AND incarnation = :incarnation',
        values: { ':version': number(version), ':incarnation': { S: incarnation } },
      };
}
