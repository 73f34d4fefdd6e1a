import { setTimeout as pause } from 'node:timers/promises';
import type { UpdateBody } from './contract.ts';
import {
  ATTRIBUTES_TOO_BIG,
  attributesBytes,
  MAX_ATTRIBUTES,
  MAX_ATTRIBUTES_BYTES,
  MAX_TAGS,
  MAX_TICKETS,
  TOO_MANY_ATTRIBUTES,
  TOO_MANY_TAGS,
} from './contract-fields.ts';
import { checkDeclaration } from './declaration.ts';
import { DomainError, editConflict, invalidField, recordNotFound } from './errors.ts';
import type { StoredRecord } from './item.ts';
import { expiryOf, outliveOf } from './lifetime.ts';
import type { Services } from './services.ts';
import type { Settings } from './settings.ts';
import { newTicket, type Ticketed } from './tickets.ts';
import { type EditOptions, mergedAttributes, mergedTags } from './update-expression.ts';

/** Times that an edit is computed anew when others keep changing the record. */
const MAX_ATTEMPTS = 40;

/**
 * Applies an edit and gives a new ticket. A record that has used up its tickets, or a stage that demands declarations,
 * still takes edits; those get no ticket.
 */
export async function updateRecord(
  services: Services,
  id: string,
  body: UpdateBody,
  versions: number[] | undefined,
): Promise<Ticketed> {
  const { contentType, size, sha256, ...edit } = body;
  const edits = Object.keys(edit).length > 0;
  const declares = contentType !== undefined || size !== undefined || sha256 !== undefined;
  const ticketOptional = edits && !declares;
  const ticket = !(ticketOptional && services.settings.requireDeclaredUploads);
  const declared = ticket ? checkDeclaration(services.settings, body) : {};
  const now = Date.now();
  const { record, counted } = await applyEdit(services, id, {
    edit,
    versions,
    now,
    revise: true,
    count: ticket,
    outlive: ticket ? outliveOf(services.settings, now) : undefined,
    ticketOptional,
  });
  return { record, preSignedUrl: counted ? await newTicket(services, record, declared, now) : null };
}

interface EditRequest
  extends Pick<EditOptions, 'edit' | 'versions' | 'count' | 'outlive' | 'revise' | 'now'> {
  /** Edit without a ticket rather than fail when none is left. */
  ticketOptional?: boolean;
}

/**
 * One update whose conditions hold for any state of the record. When it is refused, the record tells why: either that
 * is the answer, or a limit is near and the outcome is computed exactly, conditional on the revision.
 */
export async function applyEdit(services: Services, id: string, request: EditRequest) {
  const { ticketOptional, ...plain } = request;
  let options: EditOptions = plain;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const outcome = await services.store.update(id, options);
    if (!('refused' in outcome)) return { record: outcome, counted: options.count };
    const { current } = outcome;
    if (!current) throw recordNotFound();
    requireVersion(current, request.versions);
    if (options.count && current.tickets >= MAX_TICKETS) {
      if (!ticketOptional) throw tooManyTickets();
      options = { ...options, count: false, outlive: undefined };
    }
    options = { ...options, revise: true, exact: exactOutcome(services.settings, current, options) };
    // Spreads out those who wait for the same record.
    if (attempt > 0) await pause(Math.random() * 10 * attempt);
  }
  throw editConflict();
}

function exactOutcome(settings: Settings, current: StoredRecord, { edit, now, outlive }: EditOptions) {
  const merged = mergedAttributes(current.attributes ?? {}, edit);
  const bytes = attributesBytes(merged);
  if (mergedTags(current.tags ?? new Set(), edit).size > MAX_TAGS) throw invalidField('tags', TOO_MANY_TAGS);
  if (edit.attributes && Object.keys(merged).length > MAX_ATTRIBUTES) {
    throw invalidField('attributes', TOO_MANY_ATTRIBUTES);
  }
  if (edit.attributes && bytes > MAX_ATTRIBUTES_BYTES) throw invalidField('attributes', ATTRIBUTES_TOO_BIG);
  const ends = outlive !== undefined && current.expiresAt !== undefined && current.expiresAt <= outlive;
  return {
    version: current.version,
    attributesBytes: bytes,
    ...(ends && { expiresAt: expiryOf(settings, now) }),
  };
}

export function requireVersion(current: StoredRecord, versions: number[] | undefined): void {
  if (versions === undefined || versions.includes(current.version)) return;
  throw new DomainError('PreconditionFailed', `The record is at version ${current.version}`, {
    version: current.version,
  });
}

function tooManyTickets(): DomainError {
  return new DomainError(
    'TooManyTickets',
    `The record has given out all of its ${MAX_TICKETS} upload tickets`,
  );
}
