import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf, chooseFiles, sample, startUpload } from '../../../../tools/browser/page-session.ts';
import { restClient } from '../../../support/api.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { GallerySession, openCell } from '../gallery-session.ts';

const chromium = findChromium();

const IN_CELL = '.cell.shown img';
const IN_VIEWER = '.pswp__item[aria-hidden=false] img.pswp__img:not(.pswp__img--placeholder)';

describe.skipIf(!chromium)(chromium ? 'images of the distribution' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const gallery = new GallerySession(chromium!, { delivery: true });
  const distribution = () => gallery.session.run.delivery!.origin;

  /** The URL that a page shows an image from. */
  const shown = (page: Page, image: string): Promise<string> =>
    page.locator(image).evaluate((each: HTMLImageElement) => each.currentSrc);
  /** Its pixels from side to side, as a browser has them. */
  const widthOf = (page: Page, url: string): Promise<number> =>
    page.evaluate(async (src) => {
      const image = Object.assign(new Image(), { src });
      await image.decode();
      return image.naturalWidth;
    }, url);
  /** Waits until an image is shown that the distribution has given. @returns its URL and width */
  const delivered = async (page: Page, image: string, former = '') => {
    await expect
      .poll(
        async () => {
          const url = await shown(page, image).catch(() => '');
          return url.startsWith(`${distribution()}/i/`) && url !== former;
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    const url = await shown(page, image);
    return { url, width: await widthOf(page, url) };
  };
  /** What the page complains of from now on. */
  const complaintsOf = (page: Page): string[] => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    return complaints;
  };
  const givenHills = async () => {
    const { id } = await gallery.givenImage('hills.jpg');
    await gallery.thumbnailOf(id);
    return id;
  };

  it('are shown of what was uploaded, in the width of its cell and of the viewer', async () => {
    const { page } = gallery;
    const complaints = complaintsOf(page);
    await chooseFiles(page, [sample('hills.jpg')]);
    await startUpload(page);
    expect(await delivered(page, IN_CELL)).toMatchObject({ width: 320 });
    await openCell(page, 'hills.jpg');
    expect(await delivered(page, IN_VIEWER)).toMatchObject({ width: 960 });
    expect(complaints).toEqual([]);
  });

  it('are sharp on a phone', async () => {
    await givenHills();
    const phone = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 3, isMobile: true };
    const page = await gallery.session.newUserTab({ ...phone, hasTouch: true });
    expect(await delivered(page, IN_CELL)).toMatchObject({ width: 640 });
    // The details are folded away here.
    await cellOf(page, 'hills.jpg').getByRole('button').click();
    expect(await delivered(page, IN_VIEWER)).toMatchObject({ width: 1280 });
    await page.context().close();
  });

  it('have the thumbhash in their place until they come', async () => {
    const { page } = gallery;
    await givenHills();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(`${distribution()}/**`, async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    const frame = cellOf(page, 'hills.jpg').locator('.frame');
    const placeholder = () => frame.evaluate((each: HTMLElement) => each.style.backgroundImage);
    await expect.poll(placeholder).toMatch(/^url\("data:image/);
    expect(await page.locator(IN_CELL).count()).toBe(0);
    release();
    await delivered(page, IN_CELL);
    expect(await placeholder()).toBe('');
  });

  it('are those of the new image at once, when it is replaced', async () => {
    const { page } = gallery;
    await givenHills();
    await page.reload();
    const former = await delivered(page, IN_CELL);
    await openCell(page, 'hills.jpg');
    await delivered(page, IN_VIEWER);
    await page.locator('.panel input[type=file]').setInputFiles(sample('phone.jpg'));
    await page.locator('.message').filter({ hasText: 'was replaced' }).waitFor();
    const upright = async (image: string) => {
      const sides = ({ naturalWidth, naturalHeight }: HTMLImageElement) => naturalWidth < naturalHeight;
      await expect.poll(() => page.locator(image).evaluate(sides)).toBe(true);
    };
    await delivered(page, IN_VIEWER, former.url);
    await upright(IN_VIEWER);
    await page.keyboard.press('Escape');
    await delivered(page, IN_CELL, former.url);
    await upright(IN_CELL);
  });

  it('are not asked for of what the thumbnailer could not draw, which is shown by its original as ever', async () => {
    const { page } = gallery;
    await gallery.givenImage('small.bmp');
    const listed = async () => (await restClient(gallery.session.run).get('/metadata')).body.metadata;
    await expect.poll(listed).toContainEqual(expect.objectContaining({ thumbnailError: 'Unsupported' }));
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(distribution())) asked.push(request.url());
    });
    await page.reload();
    await page.locator(IN_CELL).waitFor();
    await openCell(page, 'small.bmp');
    for (const image of [IN_CELL, IN_VIEWER]) {
      await expect.poll(() => shown(page, image)).toMatch(new RegExp(`^${gallery.session.run.s3Endpoint}/`));
      expect(await widthOf(page, await shown(page, image))).toBe(120);
    }
    expect(asked).toEqual([]);
    expect(await page.locator('.message').count()).toBe(0);
  });

  it('are not what is downloaded, which is the original', async () => {
    const { page } = gallery;
    await givenHills();
    await page.reload();
    await openCell(page, 'hills.jpg');
    await delivered(page, IN_VIEWER);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const bytes = await readFile(await (await downloading).path());
    expect(bytes.equals(await readFile(sample('hills.jpg')))).toBe(true);
  });
});
