import type { Answer } from '../api.ts';
import type { Life } from '../model/life.ts';
import type { Step } from '../plan.ts';
import type { Story } from '../story.ts';

/** What one editor wants. */
interface Edit {
  title: string;
  tags: { add: string[]; remove: string[] };
}

/** Editors at once: whoever is answered 200 has changed the record, in the order of the versions, and nobody else. */
export async function edit(story: Story, { editors, ifMatch }: Extract<Step, { do: 'edit' }>): Promise<void> {
  const life = story.life!;
  const before = life.seen.version;
  const removable = [...life.tags];
  const edits = Array.from({ length: editors }, (_, at) => newEdit(story, removable[at]));
  const headers = ifMatch ? { 'if-match': `"${before}"` } : undefined;
  const answers = await Promise.all(edits.map((wanted) => sendEdit(story, life, wanted, headers)));
  for (const { status, body } of answers) {
    if (status !== 412) continue;
    if (!ifMatch) story.fail('an edit without If-Match is 412');
    if (body.code !== 'PreconditionFailed' || body.version === before)
      story.fail(`If-Match of version ${before} is refused, the record being at ${body.version}`);
  }
  const done = edits
    .map((wanted, at) => ({ wanted, ...answers[at]! }))
    .filter(({ status }) => status === 200)
    .sort((a, b) => a.body.metadata!.version - b.body.metadata!.version);
  if (ifMatch && done.length > 1) story.fail(`${done.length} editors have changed version ${before}`);
  for (const { wanted, body } of done) apply(story, life, wanted, body, ifMatch ? before : undefined);
}

export function newEdit(story: Story, remove?: string): Edit {
  return {
    title: `title ${story.unique()}`,
    tags: { add: [`tag ${story.unique()}`], remove: remove === undefined ? [] : [remove] },
  };
}

/** @throws Wrong unless it is answered 200, 412, or a status that is allowed besides */
export async function sendEdit(
  story: Story,
  life: Life,
  wanted: Edit,
  headers: Record<string, string> = {},
  ...besides: number[]
): Promise<Answer> {
  const answer = await story.stage.api.call('PUT', `/metadata/${life.id}`, { body: wanted, headers });
  const condition = headers['if-match'] ? ` if it is at ${headers['if-match']}` : '';
  story.expect(`PUT ${wanted.title}${condition}`, answer, 200, 412, ...besides);
  return answer;
}

/** Notes an edit that was made. */
function apply(
  story: Story,
  life: Life,
  { title, tags: { add, remove } }: Edit,
  { metadata, preSignedUrl }: Answer['body'],
  of: number | undefined,
): void {
  const { version, tags = [], ...shown } = metadata!;
  if (of !== undefined && version !== of + 1)
    story.fail(`an edit of version ${of} has made version ${version}`);
  if (version === life.seen.version) story.fail(`an edit has not raised the version, ${version}`);
  life.title = title;
  for (const tag of add) life.tags.add(tag);
  for (const tag of remove) life.tags.delete(tag);
  life.edits += 1;
  story.see(life, metadata!);
  if (shown.title !== title) story.fail(`the answer to an edit has title ${shown.title}`);
  const missing = [...life.tags].filter((tag) => !tags.includes(tag));
  if (missing.length > 0) story.fail(`the answer to an edit lacks ${missing.join()}`);
  story.stage.tally.edits += 1;
  if (!preSignedUrl) story.fail('an edit brings no ticket');
  else story.ticket(life, preSignedUrl);
}
