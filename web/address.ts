import { MAX_TAG } from '../contract/text.ts';
import type { Filters, Order } from './gallery/feed.ts';

/** What the page shows, as its address tells it: `?q=&status=&tag=&order=oldest&view=list&image=ID`. */
export interface Address {
  /** What is searched for. */
  q: string;
  status?: Filters['status'];
  tag: string;
  order: Order;
  view: 'grid' | 'list';
  /** The image that is open, as the address has it: nothing says that there is one, or that it is an id. */
  image?: string | undefined;
}

/** Characters (code points). */
const MAX_QUERY = 256;
const MAX_IMAGE = 64;

const STATUSES = ['pending', 'ready', 'rejected'] as const;

/** Reads the query of an address, `?…`. What cannot be is left out; of what is given twice the first counts. */
export function readAddress(search: string): Address {
  const given = new URLSearchParams(search);
  const image = cut(given.get('image') ?? '', MAX_IMAGE).trim();
  return {
    q: readQuery(given.get('q') ?? ''),
    status: STATUSES.find((status) => status === given.get('status')),
    tag: readTag(given.get('tag') ?? ''),
    order: given.get('order') === 'oldest' ? 'oldest' : 'newest',
    view: given.get('view') === 'list' ? 'list' : 'grid',
    image: isRecordId(image) ? image.toLowerCase() : image || undefined,
  };
}

/** The query for an address, with its question mark; empty where nothing differs from the page's first look. */
export function writeAddress({ q, status, tag, order, view, image }: Address): string {
  const fields = {
    q,
    status,
    tag,
    order: order === 'oldest' && order,
    view: view === 'list' && view,
    image,
  };
  const given = Object.entries(fields).filter((field): field is [string, string] => Boolean(field[1]));
  const text = new URLSearchParams(given).toString();
  return text && `?${text}`;
}

/** Text to search for, as it is typed. */
export function readQuery(text: string): string {
  return cut(text.normalize('NFC').replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' '), MAX_QUERY).trim();
}

/** A tag as the service keeps it; empty for what can be none. */
export function readTag(text: string): string {
  const tag = cut(text.normalize('NFC').trim(), MAX_TAG);
  return tag === '__proto__' ? '' : tag.trim();
}

/** Whether a text can be the id of a record: a UUID. */
export function isRecordId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Well-formed, and of at most `max` code points. */
function cut(text: string, max: number): string {
  return [...text.toWellFormed()].slice(0, max).join('');
}
