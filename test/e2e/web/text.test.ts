import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../tools/browser/chromium.ts';
import { IN_A_BROWSER } from '../../support/in-a-browser.ts';
import { GallerySession } from './gallery-session.ts';

const chromium = findChromium();

/** Where words stand in an element's text, in CSS pixels from the left. */
const positionsOf = (page: Page, selector: string, words: string[]) =>
  page.locator(selector).evaluate((element, wanted) => {
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text;
    return wanted.map((word) => {
      const range = document.createRange();
      const start = text.data.indexOf(word);
      range.setStart(text, start);
      range.setEnd(text, start + word.length);
      return range.getBoundingClientRect().left;
    });
  }, words);

const rising = (numbers: number[]) => [...numbers].sort((a, b) => a - b);

describe.skipIf(!chromium)(chromium ? 'text of others on the page' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const gallery = new GallerySession(chromium!);

  it.each([
    ['a right-to-left override', 'a\u202edne eht'],
    ['an override behind the end of an isolate', 'a\u2069\u2069\u202edne eht'],
    ['isolates that never end', '\u2067\u2067a'],
    ['Hebrew', 'שלום 12'],
  ])('with %s leaves the words around it in their order', async (_, title) => {
    const { page } = gallery;
    await gallery.givenImage('icon.png', { title });
    await page.reload();
    await page.locator('.cell').first().locator('.cell-open').click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.locator('.message.undo').waitFor();
    const told = await positionsOf(page, '.message.undo > span:first-child', ['“', '”', 'deleted']);
    expect(told).toEqual(rising(told));
  });
});
