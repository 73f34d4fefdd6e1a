import type { RejectionCode } from '../../../contract/outcomes.ts';
import type { Metadata } from '../../../contract/requests.ts';
import type { Content, Verdict } from '../contents.ts';

/*
 * What a record must be, by the rules of docs/api.md:
 *
 * - A ticket counts once. Of several PUTs that S3 took under one ticket before the first of them was inspected, exactly
 *   one counts, and it may be any; what comes later changes nothing.
 * - A ticket is for the record that it was given out for: not for another one that has the same id later.
 * - Of what counts, the latest good image is on the record, and the latest refusal where it is later than that.
 */

/** A PUT that S3 took and that may be the one that counts of its ticket. */
export interface Put {
  content: Content;
  verdict: Verdict;
  /** It happened between these two instants of the story's clock; S3 orders those that overlap as it likes. */
  from: number;
  to: number;
}

/** An upload ticket, and what was sent with it. */
export interface Ticket {
  /** Number within the story. */
  number: number;
  life: Life;
  /** Of the object. */
  key: string;
  url: string;
  headers: Record<string, string>;
  declared: { contentType?: string | undefined; size?: number | undefined; sha256?: string | undefined };
  /** What it was asked for; then what was sent last. */
  content: Content | undefined;
  /** Something was sent with it, whatever came of it. */
  sent: boolean;
  /** An upload with it was inspected: nothing that comes counts any more. */
  spent: boolean;
  /** Since the queues were last at rest. */
  puts: Put[];
}

/** One record from its creation to its deletion. Another one that has its id later is another life. */
export interface Life {
  /** Number within the story. */
  number: number;
  id: string;
  alive: boolean;
  title: string | undefined;
  tags: Set<string>;
  tickets: Ticket[];
  /** Changes by the API that raised the version, the creation included. */
  edits: number;
  /** What answers have shown so far. */
  seen: { version: number; contentVersion: number };
  /** What the record showed when the queues were last at rest. */
  rested: { image: Content | undefined; rejection: RejectionCode | undefined; contentVersion: number };
}

export function newLife(number: number, { id, title, tags = [], version }: Metadata): Life {
  return {
    number,
    id,
    alive: true,
    title,
    tags: new Set(tags),
    tickets: [],
    edits: 1,
    seen: { version, contentVersion: 0 },
    rested: { image: undefined, rejection: undefined, contentVersion: 0 },
  };
}

/** Notes a PUT that S3 took, where it may be the one that counts. */
export function notePut(ticket: Ticket, put: Put): void {
  if (!ticket.life.alive || ticket.spent) return;
  // With a declaration S3 takes only what finds no object: an earlier one was inspected, and is gone since.
  const { contentType, size, sha256 } = ticket.declared;
  const createsOnce = contentType !== undefined || size !== undefined || sha256 !== undefined;
  if (createsOnce && ticket.puts.some(({ to }) => to < put.from)) return;
  ticket.puts.push(put);
}

/**
 * Checks what an answer shows against what answers before it have shown.
 * @returns what is wrong
 */
export function noteAnswer(life: Life, { id, version, contentVersion = 0 }: Metadata): string | undefined {
  const { seen } = life;
  if (id !== life.id) return `the answer is of record ${id}`;
  if (version < seen.version) return `the version went from ${seen.version} to ${version}`;
  if (contentVersion < seen.contentVersion)
    return `contentVersion went from ${seen.contentVersion} to ${contentVersion}`;
  if (version === seen.version && contentVersion > seen.contentVersion)
    return `contentVersion rose to ${contentVersion}, and the version stayed ${version}`;
  if (version < life.edits + contentVersion)
    return `the version is ${version} after ${life.edits} edits and ${contentVersion} images`;
  life.seen = { version, contentVersion };
  return undefined;
}
