import type { Life } from '../model/life.ts';
import type { Step } from '../plan.ts';
import type { Story } from '../story.ts';
import { newEdit, sendEdit } from './edit.ts';
import { namedTicket } from './tickets.ts';

type Deletion = Extract<Step, { do: 'delete' }>;

/** Times that a DELETE is sent again, after 409: others kept changing the record. */
const MOST_ATTEMPTS = 10;

/** Deletes the record, alone or while something else is done to it: then it is gone all the same. */
export async function remove(story: Story, step: Deletion): Promise<void> {
  const life = story.life!;
  await Promise.all([sendDelete(story, life, step), rival(story, life, step)]);
  life.alive = false;
  story.stage.tally.deletes += 1;
  if (step.against === 'upload_url') return await madeMeanwhile(story, life);
  const answer = await story.stage.api.call('GET', `/metadata/${life.id}`);
  story.expect('GET of the deleted record', answer, 404);
}

async function sendDelete(story: Story, life: Life, { ifMatch, against }: Deletion): Promise<void> {
  let condition: Record<string, string> = ifMatch ? { 'if-match': `"${life.seen.version}"` } : {};
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const answer = await story.stage.api.call('DELETE', `/metadata/${life.id}`, { headers: condition });
    const what = condition['if-match'] ? `DELETE if it is at ${condition['if-match']}` : 'DELETE';
    const others = against === 'delete' ? [404] : [];
    story.expect(what, answer, 204, 409, ...others, ...(condition['if-match'] ? [412] : []));
    if (answer.status === 204 || answer.status === 404) return;
    condition = {};
  }
  story.fail(`the record is not deleted after ${MOST_ATTEMPTS} attempts`);
}

async function rival(story: Story, life: Life, { against }: Deletion): Promise<void> {
  const { api } = story.stage;
  switch (against) {
    case 'nothing':
      return;
    case 'upload': {
      const ticket = life.tickets.find(({ sent }) => !sent);
      if (!ticket) return;
      ticket.content ??= story.content('image');
      await story.put(ticket, ticket.content);
      return;
    }
    case 'edit':
      await sendEdit(story, life, newEdit(story), {}, 404);
      return;
    case 'delete': {
      const answer = await api.call('DELETE', `/metadata/${life.id}`);
      return story.expect('DELETE at the same time', answer, 204, 404, 409);
    }
    case 'upload_url': {
      const answer = await api.call('POST', '/api/upload_url', { body: { ...story.named } });
      // It found the record, which then was deleted ahead of the ticket.
      story.expect('upload_url at the same time', answer, 200, 404);
      if (answer.status === 200) story.ticket(life, namedTicket(answer));
    }
  }
}

/** A record of the name is there if `upload_url` was later than the DELETE, and then it is a new one. */
async function madeMeanwhile(story: Story, life: Life): Promise<void> {
  const answer = await story.stage.api.call('GET', `/metadata/${life.id}`);
  story.expect('GET after DELETE and upload_url at once', answer, 200, 404);
  const { metadata } = answer.body;
  if (answer.status !== 200 || !metadata) return;
  if (metadata.version !== 1 || metadata.status !== 'pending')
    story.fail(`the new record is ${metadata.status}, version ${metadata.version}`);
  const ticket = life.tickets.pop()!;
  ticket.life = story.begin(metadata);
  ticket.life.tickets.push(ticket);
  story.stage.tally.recreations += 1;
}
