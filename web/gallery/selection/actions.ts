import type { ImageIntakeClient } from '../../../client/client.ts';
import type { Metadata } from '../../../client/types.ts';
import { downloadImage, NO_IMAGE } from '../../page/download.ts';
import { copyText, linksWords, showText } from '../../page/links.ts';
import type { Records } from '../records.ts';
import { type BulkOptions, doToAll, type Outcome } from './bulk.ts';

/** Files that are fetched at once. */
const DOWNLOADS = 2;

type Client = Pick<ImageIntakeClient, 'get' | 'update'>;

/** Puts tags to records, or takes them away. Others' changes merge with it. What is so already needs no new version. */
export function tagAll(
  { client, records }: { client: Client; records: Pick<Records, 'putAll'> },
  chosen: readonly Metadata[],
  kind: 'add' | 'remove',
  tags: readonly string[],
  options: BulkOptions,
): Promise<Outcome> {
  return doToAll(
    chosen,
    async ({ id, tags: present = [] }) => {
      const needed = tags.filter((tag) => present.includes(tag) !== (kind === 'add'));
      if (needed.length === 0) return 'so already';
      const { metadata } = await client.update(id, { tags: { [kind]: needed } }, { signal: options.signal });
      records.putAll([metadata]);
      return 'done';
    },
    options,
  );
}

/**
 * Copies signed links, one a line, in the order of the records.
 * @returns what came of it, and what is to be told of the links that are there.
 */
export async function copyAll(
  client: Client,
  chosen: readonly Metadata[],
  options: BulkOptions,
): Promise<Outcome & { words: string }> {
  const links = new Map<string, string>();
  let lifeSeconds = Infinity;
  const taking = doToAll(
    chosen,
    async ({ id }) => {
      const { preSignedUrl } = await client.get(id, { signal: options.signal });
      if (!preSignedUrl) throw new Error(NO_IMAGE);
      links.set(id, preSignedUrl.url);
      lifeSeconds = Math.min(lifeSeconds, preSignedUrl.expiresIn);
    },
    options,
  );
  const text = taking.then(() => {
    const lines = chosen.flatMap(({ id }) => links.get(id) ?? []);
    // Nothing is not to take the place of what the clipboard has.
    if (lines.length === 0) throw new Error(NO_IMAGE);
    return lines.join('\n');
  });
  const copied = await copyText(text);
  const outcome = await taking;
  if (links.size === 0) return { ...outcome, words: '' };
  const words = linksWords({ count: links.size, lifeSeconds }, copied);
  if (!copied) showText(await text, words);
  return { ...outcome, words };
}

/** Has the browser save images under their own names. */
export function downloadAll(
  client: Client,
  chosen: readonly Metadata[],
  options: BulkOptions,
): Promise<Outcome> {
  return doToAll(chosen, (metadata) => downloadImage(client, metadata, options.signal), {
    ...options,
    atOnce: DOWNLOADS,
  });
}
