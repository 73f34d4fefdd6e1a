import type { Answer } from '../api.ts';
import type { Content } from '../contents.ts';
import type { Life, Ticket } from '../model/life.ts';
import type { Declaring, UploadPlan } from '../plan.ts';
import type { Story } from '../story.ts';

/** What is declared of a content, for the body of a request. */
function declarationOf({ base, size, sha256 }: Content, declaring: Declaring): Ticket['declared'] {
  const { contentType } = base;
  switch (declaring) {
    case 'nothing':
      return {};
    case 'type':
      return { contentType };
    case 'size':
      return { size };
    case 'everything':
      return { contentType, size, sha256 };
    case 'another type':
      return { contentType: contentType === 'image/png' ? 'image/jpeg' : 'image/png' };
  }
}

/** The body's part about the upload, and the content that a ticket with it is for. */
export function declare(story: Story, { content: kind, declaring }: UploadPlan) {
  const content = story.content(kind);
  return { content, declared: declarationOf(content, declaring) };
}

/** A ticket of the record that nothing was sent with, or a new one. */
export async function unusedTicket(story: Story, life: Life, upload: UploadPlan): Promise<Ticket> {
  const unused = life.tickets.find(({ sent }) => !sent);
  if (unused) {
    unused.content ??= story.content(upload.content);
    return unused;
  }
  const { content, declared } = declare(story, upload);
  const { api } = story.stage;
  const { named } = story;
  if (named && story.random() < 0.5) {
    const answer = await api.call('POST', '/api/upload_url', { body: { ...named, ...declared } });
    story.expect('upload_url for a ticket', answer, 200);
    return story.ticket(life, namedTicket(answer), declared, content);
  }
  const answer = await api.call('PUT', `/metadata/${life.id}`, { body: declared });
  story.expect('PUT for a ticket', answer, 200);
  life.edits += 1;
  story.see(life, answer.body.metadata!);
  return story.ticket(life, answer.body.preSignedUrl!, declared, content);
}

/** The ticket that `upload_url` answers with. */
export function namedTicket({ body: { presignedUrl, headers } }: Answer) {
  return { url: presignedUrl!, ...(headers && { headers }) };
}

/** Statuses that S3 may answer a PUT with. */
export function statusesOf({ declared: { sha256 }, sent }: Ticket, content: Content): number[] {
  const ok = sha256 === undefined || sha256 === content.sha256 ? 200 : 400;
  // Used before, it finds its object, or does not: what counts is the record.
  return sent ? [ok, 409, 412] : [ok];
}
