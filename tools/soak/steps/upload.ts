import { setTimeout as sleep } from 'node:timers/promises';
import { type Content, sameSize, type Verdict, verdictOf } from '../contents.ts';
import type { Life, Ticket } from '../model/life.ts';
import type { Step } from '../plan.ts';
import type { Story } from '../story.ts';
import { statusesOf, unusedTicket } from './tickets.ts';

const POLL_MS = 100;

/** Sends an image, or what is none; once, or twice at once. */
export async function upload(
  story: Story,
  { upload, twice, wait }: Extract<Step, { do: 'upload' }>,
): Promise<void> {
  const life = story.life!;
  const ticket = await unusedTicket(story, life, upload);
  const content = ticket.content!;
  story.stage.tally.uploads += 1;
  if (twice !== false) return both(story, ticket, content, twice);
  // Event times are whole milliseconds: this one is to be later than what was before.
  if (wait) await sleep(2);
  const from = Date.now();
  const status = await story.put(ticket, content);
  if (status !== 200) story.fail(`S3 answers ${status} to an unused ticket`);
  if (wait) await inspected(story, life, ticket, from);
}

/** Two PUTs at once: where something is declared, S3 takes only one as long as it stands. */
async function both(story: Story, ticket: Ticket, content: Content, which: 'same' | 'other'): Promise<void> {
  const other = which === 'other' && ticket.declared.sha256 === undefined;
  const second = other ? sameSize(content, story.unique()) : content;
  const statuses = await Promise.all([story.put(ticket, content), story.put(ticket, second)]);
  if (!statuses.includes(200) || !statuses.every((status) => [200, 409, 412].includes(status)))
    story.fail(`S3 answers ${statuses.join(' and ')} to two PUTs at once`);
}

/** Waits until the record shows the upload, which no other one is later than. */
async function inspected(story: Story, life: Life, ticket: Ticket, from: number): Promise<void> {
  const content = ticket.content!;
  const verdict = verdictOf(content, ticket.declared.contentType);
  const { api, patienceMs } = story.stage;
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { status, body } = await api.call('GET', `/metadata/${life.id}`);
    const { metadata } = body;
    if (status !== 200 || !metadata)
      return story.fail(`the record is ${status} while its upload is inspected`);
    story.see(life, metadata);
    if (shows(metadata, verdict, content, from)) {
      story.tell(`GET: inspected, version ${metadata.version}`);
      ticket.spent = true;
      return;
    }
    if (Date.now() > deadline)
      story.fail(`the upload is not on the record after ${patienceMs / 1000} s: ${JSON.stringify(metadata)}`);
    await sleep(POLL_MS);
  }
}

function shows(metadata: Shown, verdict: Verdict, { size }: Content, from: number): boolean {
  if ('refused' in verdict) {
    const { rejection } = metadata;
    return rejection !== undefined && rejection.at >= from && rejection.code === verdict.refused;
  }
  const { uploadedAt = 0 } = metadata;
  return (
    uploadedAt >= from &&
    metadata.size === size &&
    metadata.width === verdict.width &&
    metadata.height === verdict.height
  );
}

interface Shown {
  size?: number | undefined;
  width?: number | undefined;
  height?: number | undefined;
  uploadedAt?: number | undefined;
  rejection?: { code: string; at: number } | undefined;
}

/** Sends the same bytes, or others of their size, with a ticket that has had its turn. */
export async function replay(story: Story, { pick, same }: Extract<Step, { do: 'replay' }>): Promise<void> {
  const old = story.tickets.filter(({ sent, life }) => sent || !life.alive);
  const ticket = old[pick % old.length];
  if (!ticket) return;
  const last = ticket.content ?? story.content('image');
  const content = same ? last : sameSize(last, story.unique());
  const allowed = statusesOf(ticket, content);
  story.stage.tally.replays += 1;
  const status = await story.put(ticket, content);
  if (!allowed.includes(status)) story.fail(`S3 answers ${status} to an old ticket`);
}
