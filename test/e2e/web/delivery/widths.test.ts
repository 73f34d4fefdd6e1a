import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { GallerySession, openCell } from '../gallery-session.ts';
import { scriptDelivery } from './scripted-delivery.ts';

const chromium = findChromium();

const NAME = 'hills.jpg';
const IN_CELL = '.cell.shown img';
const IN_VIEWER = '.pswp__item[aria-hidden=false] img.pswp__img:not(.pswp__img--placeholder)';

describe.skipIf(!chromium)(chromium ? 'delivered images in the browser' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const gallery = new GallerySession(chromium!);

  /** An image of 1600 × 900 pixels in the gallery of a stage with delivery. */
  const givenDelivered = async (page = gallery.page) => {
    const { id } = await gallery.givenImage(NAME);
    await gallery.thumbnailOf(id);
    return scriptDelivery(page, gallery.session.run.baseUrl);
  };
  /** The width that a delivered image is shown in; else the path of what is shown. */
  const shown = async (page: Page, image: string): Promise<string> => {
    const url = await page.locator(image).evaluate((each: HTMLImageElement) => each.currentSrc);
    const { pathname } = new URL(url);
    return pathname.startsWith('/i/') ? pathname.split('/').at(-1)! : pathname;
  };

  it('are shown in the width of their cell, and of no more when they become rows', async () => {
    const { page } = gallery;
    const scripted = await givenDelivered();
    await page.reload();
    await page.locator(IN_CELL).waitFor();
    expect(await shown(page, IN_CELL)).toBe('320');
    await page.getByRole('button', { name: 'List view' }).click();
    await page.locator('.rows').waitFor();
    expect(scripted.asked).toEqual([320]);
  });

  it('are sharp on a dense screen, in the gallery and when rows become cells', async () => {
    const page = await gallery.session.newUserTab({ deviceScaleFactor: 2 });
    await givenDelivered(page);
    await page.goto(`${page.url()}?view=list`);
    await page.locator(IN_CELL).waitFor();
    expect(await shown(page, IN_CELL)).toBe('320');
    await page.getByRole('button', { name: 'List view' }).click();
    await expect.poll(() => shown(page, IN_CELL)).toBe('640');
    await page.context().close();
  });

  it('are opened in the width of the viewer, and enlarged up to the original', async () => {
    const { page } = gallery;
    await givenDelivered();
    await page.reload();
    await openCell(page, NAME);
    await expect.poll(() => shown(page, IN_VIEWER)).toBe('960');
    await page.locator(IN_VIEWER).click();
    await expect.poll(() => shown(page, IN_VIEWER)).toMatch(/images/);
    const sides = await page.locator(IN_VIEWER).boundingBox();
    expect(sides).toMatchObject({ width: 1600, height: 900 });
  });

  it('are asked for by another URL when theirs has ended', async () => {
    const { page } = gallery;
    const scripted = await givenDelivered();
    scripted.ended = true;
    await page.reload();
    await page.locator(IN_CELL).waitFor();
    expect(await shown(page, IN_CELL)).toBe('320');
    expect(scripted.asked).toEqual([320, 320]);
  });

  it('that cannot be drawn are shown as ever: by thumbnail and original', async () => {
    const { page } = gallery;
    const scripted = await givenDelivered();
    scripted.undrawable = true;
    await page.reload();
    await page.locator(IN_CELL).waitFor();
    expect(await shown(page, IN_CELL)).toMatch(/thumbnails/);
    await openCell(page, NAME);
    await expect.poll(() => shown(page, IN_VIEWER)).toMatch(/images/);
    await expect
      .poll(() => page.locator(IN_VIEWER).evaluate((each: HTMLImageElement) => each.naturalWidth))
      .toBe(1600);
    expect(await page.locator('.message').count()).toBe(0);
    expect(scripted.asked).toEqual([320, 960]);
  });
});
