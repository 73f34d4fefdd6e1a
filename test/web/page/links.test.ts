import { expect, it } from 'vitest';
import type { Image } from '../../../client/types.ts';
import { linksWords, signedLinks } from '../../../web/page/links.ts';
import { someMetadata, someUrl } from '../metadata.ts';

/** Images by id, with the seconds that their links work; no link for 0. */
const client = (lives: Record<string, number>) => ({
  get: async (id: string): Promise<Image> => ({
    metadata: someMetadata({ id }),
    preSignedUrl: lives[id] ? someUrl({ id, url: `https://b.test/${id}`, expiresIn: lives[id] }) : null,
  }),
});

it('takes links in the order asked for, with the life of the one that ends first', async () => {
  const ids = Array.from({ length: 20 }, (_, i) => `id${i}`);
  const lives = Object.fromEntries(ids.map((id, i) => [id, i === 7 ? 0 : 3600 - i]));
  const progress: number[] = [];
  const links = await signedLinks(client(lives), ids, (done) => progress.push(done));
  expect(links.text.split('\n')).toEqual(ids.filter((_, i) => i !== 7).map((id) => `https://b.test/${id}`));
  expect(links).toMatchObject({ count: 19, without: 1, lifeSeconds: 3581 });
  expect(progress).toEqual(ids.map((_, i) => i + 1));
});

it('passes on what went wrong', async () => {
  const broken = { get: () => Promise.reject(new Error('gone')) };
  await expect(signedLinks(broken, ['a'])).rejects.toThrow('gone');
});

it.each([
  [{ count: 1, without: 0, lifeSeconds: 3505 }, 'Link copied. It works for 58 minutes.'],
  [{ count: 3, without: 0, lifeSeconds: 60 }, '3 links copied. They work for 1 minute.'],
  [
    { count: 3, without: 2, lifeSeconds: 7200 },
    '3 links copied. They work for 2 hours. 2 of 5 have no image yet.',
  ],
  [{ count: 0, without: 1, lifeSeconds: Number.POSITIVE_INFINITY }, 'It has no image to link to yet.'],
  [{ count: 0, without: 4, lifeSeconds: Number.POSITIVE_INFINITY }, 'None has an image to link to yet.'],
])('%j is told as: %s', (links, words) => expect(linksWords(links)).toBe(words));

it('says how long links work that are yet to be copied', () =>
  expect(linksWords({ count: 1, without: 0, lifeSeconds: 600 }, false)).toBe(
    'The link works for 10 minutes.',
  ));
