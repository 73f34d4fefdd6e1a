import { setTimeout as pause } from 'node:timers/promises';
import {
  ATTRIBUTES_TOO_BIG,
  attributesBytes,
  MAX_ATTRIBUTES,
  MAX_ATTRIBUTES_BYTES,
  MAX_USED_TICKETS,
  TOO_MANY_ATTRIBUTES,
  TOO_MANY_TAGS,
} from '../../../contract/fields.ts';
import { MAX_TAGS } from '../../../contract/text.ts';
import { type ImageRecord, unexpiredTickets } from '../../shared/record.ts';
import { DomainError, editConflict, invalidField } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import type { Settings } from '../settings.ts';
import { requireOwner, requireVersion } from './conditions.ts';
import { expiryOf } from './lifetime.ts';

import { type EditOptions, mergedAttributes, mergedTags } from './update-expression.ts';

/** Times that an edit is computed anew when others keep changing the record. */
const MAX_ATTEMPTS = 40;

/** What to change, and under which conditions. */
interface EditRequest
  extends Pick<EditOptions, 'edit' | 'userId' | 'versions' | 'ticket' | 'outlive' | 'revise' | 'now'> {
  /** Edit without a ticket rather than fail when the record can take no further upload. */
  ticketOptional?: boolean;
}

/**
 * One update whose conditions hold for any state of the record. When it is refused, the record tells why: either that
 * is the answer, or a limit is near and the outcome is computed exactly, conditional on the revision.
 */
export async function applyEdit(services: ApiServices, id: string, request: EditRequest) {
  const { ticketOptional, ...plain } = request;
  let options: EditOptions = plain;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const outcome = await services.records.update(id, options);
    if (!('refused' in outcome)) return { record: outcome, ticket: options.ticket };
    const current = requireOwner(outcome.current, request.userId);
    requireVersion(current, request.versions);
    if (options.ticket && unexpiredTickets(current, options.now) >= MAX_USED_TICKETS) {
      if (!ticketOptional) throw tooManyTickets();
      options = { ...options, ticket: false, outlive: undefined };
    }
    options = { ...options, revise: true, exact: exactOutcome(services.settings, current, options) };
    // Spreads out those who wait for the same record.
    if (attempt > 0) await pause(Math.random() * 10 * attempt);
  }
  throw editConflict();
}

function exactOutcome(settings: Settings, current: ImageRecord, { edit, now, outlive }: EditOptions) {
  const merged = mergedAttributes(current.attributes, edit);
  const bytes = attributesBytes(merged);
  if (mergedTags(current.tags, edit).size > MAX_TAGS) throw invalidField('tags', TOO_MANY_TAGS);
  if (edit.attributes && Object.keys(merged).length > MAX_ATTRIBUTES) {
    throw invalidField('attributes', TOO_MANY_ATTRIBUTES);
  }
  if (edit.attributes && bytes > MAX_ATTRIBUTES_BYTES) throw invalidField('attributes', ATTRIBUTES_TOO_BIG);
  const ends = outlive !== undefined && current.ttl !== undefined && current.ttl <= outlive;
  return {
    revision: current,
    attributesBytes: bytes,
    ...(ends && { ttl: expiryOf(settings, now) }),
  };
}

function tooManyTickets(): DomainError {
  return new DomainError(
    'TooManyTickets',
    `The record has taken ${MAX_USED_TICKETS} uploads while their tickets lived; wait until some have run out`,
  );
}
