import { keyOf } from '../api.ts';
import type { Step } from '../plan.ts';
import type { Story } from '../story.ts';
import { declare, namedTicket } from './tickets.ts';

/** Makes the record, for the first time or again: it begins with nothing of the one before. */
export async function create(story: Story, step: Extract<Step, { do: 'create' }>): Promise<void> {
  const again = story.lives.length > 0;
  if (step.by === 'POST') await post(story, step);
  else await byName(story, step);
  const { life } = story;
  const before = story.lives.slice(0, -1).map(({ id }) => id);
  if (again && story.named && life!.id !== before[0]) story.fail('the same name has got another id');
  if (again) story.stage.tally.recreations += 1;
}

async function post(story: Story, { upload }: Extract<Step, { do: 'create' }>): Promise<void> {
  const { content, declared } = declare(story, upload);
  const key = story.plan.kind.endsWith('keyed')
    ? `seed ${story.stage.seed} story ${story.unique()}`
    : undefined;
  const title = `title ${story.unique()}`;
  const tags = [`tag ${story.unique()}`];
  const body = { filename: `story-${story.number}.bin`, title, tags, ...story.named, ...declared };
  const answer = await story.stage.api.call('POST', '/metadata', {
    body,
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });
  story.expect(key === undefined ? 'POST' : `POST with key "${key}"`, answer, 201);
  const metadata = answer.body.metadata!;
  const life = story.begin(metadata);
  if (metadata.version !== 1 || metadata.status !== 'pending')
    story.fail(`the new record is ${metadata.status}, version ${metadata.version}`);
  if (metadata.title !== title || metadata.tags?.join() !== tags.join())
    story.fail(`the new record has title ${metadata.title} and tags ${metadata.tags}`);
  const ticket = story.ticket(life, answer.body.preSignedUrl!, declared, content);
  if (key !== undefined) story.requests.push({ key, body, life, objectKey: ticket.key });
}

/** By `POST /api/upload_url`, whose answer is a ticket alone. */
async function byName(story: Story, { upload }: Extract<Step, { do: 'create' }>): Promise<void> {
  const { content, declared } = declare(story, upload);
  const { api } = story.stage;
  const answer = await api.call('POST', '/api/upload_url', { body: { ...story.named, ...declared } });
  story.expect('upload_url', answer, 200);
  const ticket = namedTicket(answer);
  const id = keyOf(ticket.url).split('/')[1]!;
  const read = await api.call('GET', `/metadata/${id}`);
  story.expect('GET of the new record', read, 200);
  const metadata = read.body.metadata!;
  if (metadata.version !== 1 || metadata.status !== 'pending')
    story.fail(`the new record is ${metadata.status}, version ${metadata.version}`);
  story.ticket(story.begin(metadata), ticket, declared, content);
}
