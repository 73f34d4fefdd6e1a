import { expect, it } from 'vitest';
import { NetworkError } from '../../../client/errors.ts';
import { type ShownState, summaryWords } from '../../../web/gallery/summary.ts';
import { someMetadata } from '../metadata.ts';

const reached = someMetadata({ createdAt: Date.UTC(2026, 4, 3, 12) });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' }).format(
  reached.createdAt,
);
const base: ShownState = { state: { kind: 'more' }, filters: {}, q: '', count: 0, searched: 0, reached };

it.each<[string, Partial<ShownState>]>([
  ['Loading…', { state: { kind: 'loading' } }],
  ['No images yet. Drop some here.', { state: { kind: 'end' } }],
  ['No image fits the filter.', { state: { kind: 'end' }, filters: { tag: 'x' } }],
  // A page can be empty though there are more.
  ['No image fits the filter so far.', { filters: { tag: 'x' } }],
  ['1 image', { state: { kind: 'end' }, count: 1 }],
  ['50 images, and more below', { count: 50 }],
  [
    'The service cannot be reached. Check the connection.',
    { state: { kind: 'failed', error: new NetworkError('x') } },
  ],
  [`12 found in 350 images, looked back to ${date}`, { q: 'x', count: 12, searched: 350 }],
  [`Nothing found in 350 images, looked back to ${date}`, { q: 'x', searched: 350 }],
  [
    `1 found in 50 images, looked up to ${date}`,
    { q: 'x', count: 1, searched: 50, filters: { order: 'oldest' } },
  ],
  // While the next page is on its way.
  [
    `2 found in 50 images, looked back to ${date}`,
    { q: 'x', count: 2, searched: 50, state: { kind: 'loading' } },
  ],
  ['12 found in all 1,204 images', { q: 'x', count: 12, searched: 1204, state: { kind: 'end' } }],
])('%s', (words, fields) => expect(summaryWords({ ...base, ...fields })).toBe(words));
