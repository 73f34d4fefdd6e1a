import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { GallerySession, openCell } from '../gallery-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'the address of the page' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const gallery = new GallerySession(chromium!);
  const query = (page: Page) => new URL(page.url()).search;
  const details = (page: Page) => page.getByRole('complementary', { name: 'Details' });
  const closed = (page: Page) => page.locator('.pswp').waitFor({ state: 'detached' });
  /** Presses a key until something has come of it: the viewer takes none while it opens. */
  const pressUntil = (page: Page, key: string, isDone: () => Promise<boolean>) =>
    expect
      .poll(
        async () => {
          if (!(await isDone())) await page.keyboard.press(key);
          return isDone();
        },
        { timeout: 15_000, interval: 500 },
      )
      .toBe(true);
  const pressEscape = (page: Page) =>
    pressUntil(page, 'Escape', async () => (await page.locator('.pswp').count()) === 0);
  /** Follows a link within this page's tab. */
  const follow = (page: Page, search: string) => page.goto(new URL(search, page.url()).href);

  it('has the open image: Back closes it, Forward opens it again, Escape is as good as Back', async () => {
    const { id } = await gallery.givenImage('icon.png');
    const { page } = gallery;
    await page.reload();
    await openCell(page, 'icon.png');
    expect(query(page)).toBe(`?image=${id}`);
    await page.goBack();
    await closed(page);
    expect(query(page)).toBe('');
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('li')?.dataset.id)).toBe(id);
    await page.goForward();
    await details(page).waitFor();
    expect(query(page)).toBe(`?image=${id}`);
    await pressEscape(page);
    await expect.poll(() => query(page)).toBe('');
    await openCell(page, 'icon.png');
    expect(query(page)).toBe(`?image=${id}`);
  });

  it('follows the viewer from image to image, and Back leaves it all at once', async () => {
    const { id: first } = await gallery.givenImage('icon.png');
    const { id: second } = await gallery.givenImage('day.gif');
    const { page } = gallery;
    await page.reload();
    await openCell(page, 'day.gif');
    expect(query(page)).toBe(`?image=${second}`);
    await pressUntil(page, 'ArrowRight', async () => query(page) === `?image=${first}`);
    await page.goBack();
    await closed(page);
    expect(query(page)).toBe('');
  });

  it('says that an image was deleted to which Back leads, and shows no other in its place', async () => {
    const { id: first } = await gallery.givenImage('icon.png');
    const { id: second } = await gallery.givenImage('day.gif');
    const { page } = gallery;
    await page.reload();
    await openCell(page, 'day.gif');
    // A link of this page's own, as an extension or a script follows one.
    await page.evaluate((image) => {
      history.pushState(null, '', `?image=${image}`);
      dispatchEvent(new PopStateEvent('popstate'));
    }, first);
    await details(page).getByRole('heading', { name: 'icon.png' }).waitFor();
    await pressUntil(page, 'ArrowLeft', async () => query(page) === `?image=${second}`);
    await details(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => query(page)).toBe(`?image=${first}`);
    await page.goBack();
    await page.locator('.message.fault').filter({ hasText: 'It was deleted.' }).waitFor();
    await closed(page);
    expect(query(page)).toBe('');
  });

  it('keeps everything over a reload', async () => {
    const { id } = await gallery.givenImage('icon.png', { title: 'Red boat', tags: ['sea'] });
    await gallery.givenImage('day.gif', { title: 'Red house', tags: ['land'] });
    const { page } = gallery;
    await page.getByRole('searchbox', { name: 'Find' }).fill('réd');
    await page.getByLabel('Status').selectOption('ready');
    await page.getByRole('combobox', { name: 'Tag' }).fill('sea');
    await page.getByLabel('Order').selectOption('oldest');
    await page.getByRole('button', { name: 'List view' }).click();
    await openCell(page, 'Red boat');
    const search = `?q=r%C3%A9d&status=ready&tag=sea&order=oldest&view=list&image=${id}`;
    expect(query(page)).toBe(search);
    await page.reload();
    await details(page).getByRole('heading', { name: 'Red boat' }).waitFor();
    expect(query(page)).toBe(search);
    await pressEscape(page);
    await expect.poll(() => query(page)).toBe(search.replace(/&image=.*/, ''));
    expect(await page.getByRole('searchbox', { name: 'Find' }).inputValue()).toBe('réd');
    expect(await page.getByLabel('Status').inputValue()).toBe('ready');
    expect(await page.getByRole('combobox', { name: 'Tag' }).inputValue()).toBe('sea');
    expect(await page.getByLabel('Order').inputValue()).toBe('oldest');
    expect(await page.locator('.rows .cell').count()).toBe(1);
  });

  it('opens an image that is not among those that are loaded', async () => {
    const { id } = await gallery.givenImage('icon.png', { tags: ['old'] });
    await gallery.givenImage('day.gif', { tags: ['new'] });
    const { page } = gallery;
    await follow(page, `?tag=new&image=${id}`);
    await details(page).getByRole('heading', { name: 'icon.png' }).waitFor();
    await pressEscape(page);
    await expect.poll(() => query(page)).toBe('?tag=new');
    expect(await page.locator('.cell').count()).toBe(1);
    await cellOf(page, 'day.gif').waitFor();
  });

  it.each([
    ['is gone', '00000000-0000-4000-8000-000000000000', /no longer there/],
    ['is none', '../../../metadata', /names no image/],
    ['is markup', '<img src=x onerror=alert(1)>', /names no image/],
  ])('says in words that an image %s, and leaves the gallery usable', async (_, image, words) => {
    await gallery.givenImage('icon.png');
    const { page } = gallery;
    await follow(page, `?image=${encodeURIComponent(image)}&status=bogus`);
    await page.locator('.message.fault').filter({ hasText: words }).waitFor();
    expect(query(page)).not.toContain('image');
    await openCell(page, 'icon.png');
  });
});
