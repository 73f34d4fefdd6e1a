import type { Metadata, PreSignedUrl } from '../../../contract/requests.ts';
import { getObject, keyOf } from '../api.ts';
import { type Content, nameOf, sha256Of, verdictOf } from '../contents.ts';
import type { Life } from '../model/life.ts';
import { type Truth, truthsOf } from '../model/truths.ts';
import type { Story } from '../story.ts';
import type { Bucket } from './bucket.ts';

/** What a record showed when it was found right. */
export interface Found {
  story: Story;
  metadata: Metadata;
  /** Of the image and its thumbnail. */
  keys: string[];
}

/**
 * Checks the records of a story, all queues being at rest, and lets the story begin anew from what they show.
 * @returns what the living one shows
 * @throws Wrong
 */
export async function check(story: Story, bucket: Bucket): Promise<Found | undefined> {
  const { api } = story.stage;
  story.tell('all queues are at rest');
  for (const id of new Set(story.lives.map((life) => life.id))) {
    const life = story.lives.findLast((life) => life.id === id)!;
    for (const [key, count] of await bucket.versions(`images/${id}/`))
      if (count > 1) story.fail(`${count} versions of ${key} are kept, of which one at most was accepted`);
    if (life.alive) continue;
    const { status, body } = await api.call('GET', `/metadata/${id}`);
    if (status !== 404) story.fail(`the deleted record is ${status}: ${JSON.stringify(body)}`);
  }
  const { life } = story;
  story.stage.tally.checks += 1;
  if (!life?.alive) return undefined;
  const answer = await api.call('GET', `/metadata/${life.id}`);
  story.expect('GET', answer, 200);
  const { metadata, preSignedUrl } = answer.body;
  story.see(life, metadata!);
  const keys = await checkRecord(story, life, metadata!, preSignedUrl ?? undefined);
  return { story, metadata: metadata!, keys };
}

async function checkRecord(
  story: Story,
  life: Life,
  metadata: Metadata,
  url: PreSignedUrl | undefined,
): Promise<string[]> {
  const { title, tags = [] } = metadata;
  if (title !== life.title) story.fail(`the title is ${title}, and must be ${life.title}`);
  if (tags.join() !== [...life.tags].sort().join())
    story.fail(`the tags are ${tags.join()}, and must be ${[...life.tags].sort().join()}`);
  const { userId, imageId } = story.named ?? {};
  if (metadata.userId !== userId || metadata.imageId !== imageId)
    story.fail(`the record is named ${metadata.userId}, ${metadata.imageId}`);

  const image = url && (await getObject(url.url));
  if (image && image.status !== 200) story.fail(`the GET URL is ${image.status}`);
  const shown = image && sha256Of(image.bytes);
  const truths = truthsOf(life);
  const truth = truths.find(
    ({ image, rejection, contentVersion: { least, most } }) =>
      image?.sha256 === shown &&
      rejection === metadata.rejection?.code &&
      (metadata.contentVersion ?? 0) >= least &&
      (metadata.contentVersion ?? 0) <= most,
  );
  if (!truth) return story.fail(`${describe(story, metadata, shown)}; it must have ${oneOf(truths)}`);
  const status = truth.image ? 'ready' : truth.rejection ? 'rejected' : 'pending';
  if (metadata.status !== status || metadata.isUploaded !== (status === 'ready'))
    story.fail(`the status is ${metadata.status}, and must be ${status}`);
  settle(life, truth, metadata.contentVersion ?? 0);
  if (!truth.image) return [];
  checkFacts(story, metadata, truth.image, image!.contentType);
  return [keyOf(url!.url), ...(await checkThumbnail(story, metadata, url!, truth.image))];
}

/** Size, pixels and type are those of the bytes. */
function checkFacts(story: Story, metadata: Metadata, content: Content, served: string | null): void {
  const verdict = verdictOf(content);
  if ('refused' in verdict) {
    story.fail(`${nameOf(content)} was accepted`);
    return;
  }
  const { width, height, contentType } = verdict;
  const must = { size: content.size, width, height, contentType };
  for (const [name, value] of Object.entries(must)) {
    const is = metadata[name as keyof typeof must];
    if (is !== value) story.fail(`${name} is ${is}, and must be ${value}: that of ${nameOf(content)}`);
  }
  if (served !== contentType) story.fail(`the GET URL serves ${served}, and must serve ${contentType}`);
}

async function checkThumbnail(
  story: Story,
  { thumbhash, thumbnailError }: Metadata,
  { thumbnailUrl }: PreSignedUrl,
  content: Content,
): Promise<string[]> {
  const verdict = verdictOf(content);
  const drawn = 'thumbnail' in verdict && verdict.thumbnail === 'drawn';
  if (!thumbnailUrl) {
    if (thumbhash !== undefined) story.fail('there is a thumbhash without a thumbnail');
    if (thumbnailError === undefined) story.fail('there is neither a thumbnail nor a thumbnailError');
    if (drawn) story.fail(`the thumbnail of ${nameOf(content)} was not drawn: ${thumbnailError}`);
    return [];
  }
  if (!drawn) story.fail(`there is a thumbnail of ${nameOf(content)}`);
  const { status, contentType } = await getObject(thumbnailUrl);
  if (status !== 200 || contentType !== 'image/webp')
    story.fail(`the thumbnail URL is ${status}, ${contentType}`);
  return [keyOf(thumbnailUrl)];
}

/** What was open is settled: whatever comes later is later than what the record shows. */
function settle(life: Life, { image, rejection }: Truth, contentVersion: number): void {
  life.rested = { image, rejection, contentVersion };
  for (const ticket of life.tickets) {
    ticket.spent ||= ticket.puts.length > 0;
    ticket.puts = [];
  }
}

function describe(story: Story, { status, rejection, contentVersion }: Metadata, sha256?: string): string {
  const content = sha256 === undefined ? undefined : story.sent.get(sha256);
  const image = sha256 === undefined ? 'no image' : content ? nameOf(content) : `bytes of SHA-256 ${sha256}`;
  return `the record is ${status} with ${image}, rejection ${rejection?.code}, contentVersion ${contentVersion}`;
}

function oneOf(truths: Truth[]): string {
  const texts = truths.map(({ image, rejection, contentVersion: { least, most } }) => {
    const name = image ? nameOf(image) : 'no image';
    return `${name}, rejection ${rejection}, contentVersion ${least === most ? most : `${least} to ${most}`}`;
  });
  return [...new Set(texts)].join('; or ');
}
