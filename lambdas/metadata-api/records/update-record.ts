import type { UpdateBody } from '../../../contract/requests.ts';
import type { ApiServices } from '../services.ts';
import { checkDeclaration } from '../tickets/declaration.ts';
import { issueTicket, type Ticketed } from '../tickets/issue-ticket.ts';
import { applyEdit } from './apply-edit.ts';
import type { Conditions } from './conditions.ts';
import { outliveOf } from './lifetime.ts';

/**
 * Applies an edit and gives a new ticket. A record that can take no further upload for now, or a stage that demands
 * declarations, or counts tickets, still takes edits; those get no ticket.
 */
export async function updateRecord(
  services: ApiServices,
  id: string,
  body: UpdateBody,
  { userId, versions, ticketsPerHour }: Conditions & { ticketsPerHour?: number | undefined },
): Promise<Ticketed> {
  const { contentType, size, sha256, ...edit } = body;
  const edits = Object.keys(edit).length > 0;
  const declares = contentType !== undefined || size !== undefined || sha256 !== undefined;
  const ticketOptional = edits && !declares;
  const ticket = !(ticketOptional && (services.settings.requireDeclaredUploads || ticketsPerHour));
  const declared = ticket ? checkDeclaration(services.settings, body) : {};
  const now = Date.now();
  const count = services.tickets.counting(userId, ticketsPerHour, now);
  if (ticket) await count();
  const edited = await applyEdit(services, id, {
    edit,
    userId,
    versions,
    now,
    revise: true,
    ticket,
    outlive: ticket ? outliveOf(services.settings, now) : undefined,
    ticketOptional,
  });
  const { record } = edited;
  return { record, preSignedUrl: edited.ticket ? await issueTicket(services, record, declared, now) : null };
}
