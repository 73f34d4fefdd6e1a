import type { Api } from '../api.ts';
import type { Story } from '../story.ts';
import { Wrong } from '../story.ts';
import type { Bucket } from './bucket.ts';
import type { Found } from './record.ts';

/** Every record that there is by now, by its id, as it was found right. */
export type Stock = Map<string, Found>;

/**
 * The bucket shows the images and thumbnails of the records, each of them, and nothing else.
 * @param stories - all so far, to tell what an object belongs to
 * @throws Wrong
 */
export async function checkBucket(bucket: Bucket, stock: Stock, stories: readonly Story[]): Promise<void> {
  const wanted = new Map<string, Found>();
  for (const found of stock.values()) for (const key of found.keys) wanted.set(key, found);
  for await (const key of bucket.visible()) {
    if (!wanted.delete(key))
      fail(stories, key.split('/')[1], `the bucket shows ${key}, which no record names`);
  }
  for (const [key, { story }] of wanted)
    story.fail(`the bucket does not show ${key}, which the record names`);
}

/**
 * The list has the records that were created after an instant, each of them, unchanged, and nothing else.
 * @param after - epoch ms
 * @throws Wrong
 */
export async function checkList(
  api: Api,
  stock: Stock,
  stories: readonly Story[],
  after: number,
): Promise<void> {
  const wanted = new Map([...stock].filter(([, { metadata }]) => metadata.createdAt > after));
  for await (const listed of api.list(after)) {
    const found = wanted.get(listed.id);
    if (!found)
      return fail(stories, listed.id, `the list shows ${JSON.stringify(listed)}, which must not be there`);
    wanted.delete(listed.id);
    const { version, status, size } = found.metadata;
    if (listed.version !== version || listed.status !== status || listed.size !== size)
      found.story.fail(
        `the list has ${listed.status}, version ${listed.version}, of ${listed.size} bytes, and it was ${status}, version ${version}, of ${size} bytes`,
      );
  }
  for (const { story } of wanted.values()) story.fail('the record is not in the list');
}

/** @throws Wrong with the history of the record, where it is one of ours */
function fail(stories: readonly Story[], id: string | undefined, why: string): never {
  const story = stories.find(({ lives }) => lives.some((life) => life.id === id));
  if (story) return story.fail(why);
  throw new Wrong(`Wrong: ${why}. No story has made a record of this id.`);
}
