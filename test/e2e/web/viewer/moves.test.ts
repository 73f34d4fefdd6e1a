import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf, sample } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { GallerySession, openCell } from '../gallery-session.ts';
import { damagedPng } from './damaged-image.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'ways through the viewer' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const gallery = new GallerySession(chromium!);
  const count = () => gallery.page.locator('.pswp__count').textContent();
  const told = (text: string | RegExp) => gallery.page.locator('.message').filter({ hasText: text });
  const open = async (name: string) => {
    await openCell(gallery.page, name);
    await gallery.page.locator('.pswp:focus').waitFor();
  };

  it('go on beyond what the gallery has loaded, with a total once it is known', {
    timeout: 120_000,
  }, async () => {
    const names = Array.from({ length: 53 }, (_, i) => `n${i}.png`);
    for (const filename of names) await gallery.session.client.create({ filename });
    // So small that the gallery asks for no more by itself.
    await gallery.page.setViewportSize({ width: 320, height: 300 });
    await gallery.page.reload();
    await cellOf(gallery.page, 'n52.png').getByRole('button').click();
    await gallery.page.locator('.pswp:focus').waitFor();
    expect(await count()).toBe('1 of 50, more follow');
    const next = gallery.page.getByRole('button', { name: 'Next' });
    for (let at = 2; at <= 45; at++) {
      await next.click();
      await expect.poll(count).toMatch(new RegExp(`^${at} of `));
    }
    await next.click();
    await gallery.page.locator('.pswp__count').filter({ hasText: '46 of 53' }).waitFor();
    for (let at = 47; at <= 53; at++) await next.click();
    await gallery.page.locator('.panel h2').filter({ hasText: 'n0.png' }).waitFor({ state: 'attached' });
    expect(await count()).toBe('53 of 53');
    await next.waitFor({ state: 'hidden' });
  });

  it('give a link that works, and say for how long', async () => {
    await gallery.givenImage('icon.png');
    await gallery.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await gallery.page.reload();
    await open('icon.png');
    await gallery.page.getByRole('button', { name: 'Copy link' }).click();
    await told(/^Link copied\. It works for \d+ (?:minutes|hours?|days?)\./).waitFor();
    const url = await gallery.page.evaluate(() => navigator.clipboard.readText());
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toBe('image/png');
    await answer.body?.cancel();
  });

  it('show the link selected where the clipboard is not allowed', async () => {
    await gallery.givenImage('icon.png');
    await gallery.page.addInitScript(() =>
      Object.defineProperty(navigator, 'clipboard', { value: undefined }),
    );
    await gallery.page.reload();
    await open('icon.png');
    await gallery.page.getByRole('button', { name: 'Copy link' }).click();
    const dialog = gallery.page.getByRole('dialog', { name: 'Copy this' });
    await dialog.getByText(/The link works for \d+/).waitFor();
    const selected = await dialog
      .getByLabel('Text to copy')
      .evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd));
    expect(selected).toMatch(/^http.*X-Amz-Signature=/);
    await gallery.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await gallery.page.locator('.pswp').count()).toBe(1);
  });

  it('leave messages within reach, and the page behind out of it', async () => {
    await gallery.givenImage('icon.png');
    await gallery.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await gallery.page.reload();
    await open('icon.png');
    await gallery.page.getByRole('button', { name: 'Copy link' }).click();
    const dismiss = told('Link copied').getByRole('button');
    await dismiss.focus();
    await gallery.page.locator('.message button:focus').waitFor();
    await gallery.page.keyboard.press('Enter');
    await told('Link copied').waitFor({ state: 'detached' });
    expect(await gallery.page.locator('main').getAttribute('inert')).toBe('');
    await gallery.page.getByRole('button', { name: 'Close' }).click();
    await gallery.page.locator('.pswp').waitFor({ state: 'detached' });
    expect(await gallery.page.locator('main').getAttribute('inert')).toBeNull();
    await gallery.page.locator('.cell-open:focus').waitFor();
  });

  it('lead on from a deleted image, and back to it when that is undone', async () => {
    for (const name of ['icon.png', 'day.gif', 'hills.jpg']) await gallery.givenImage(name);
    await gallery.page.reload();
    await open('day.gif');
    const heading = (name: string) => gallery.page.locator('.panel h2').filter({ hasText: name });
    expect(await count()).toBe('2 of 3');
    await gallery.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await heading('icon.png').waitFor();
    expect(await count()).toBe('2 of 2');
    await gallery.page.getByRole('button', { name: /^Undo/ }).click();
    await heading('day.gif').waitFor();
    expect(await count()).toBe('2 of 3');
    await gallery.page.locator('.pswp__img[alt^="day.gif"]').waitFor();
    await gallery.page.getByRole('button', { name: 'Next' }).click();
    await heading('icon.png').waitFor();
    await gallery.page.keyboard.press('Escape');
    await gallery.page.locator('.pswp').waitFor({ state: 'detached' });
    expect(await gallery.page.locator('.cell').count()).toBe(3);
  });

  it('end at once when the last image is deleted while the viewer opens', async () => {
    await gallery.givenImage('icon.png');
    await gallery.page.reload();
    await cellOf(gallery.page, 'icon.png').waitFor();
    await gallery.page.evaluate(() => {
      const deletion = new MutationObserver(() => {
        const button = document.querySelector<HTMLElement>('.panel .danger');
        if (!button) return;
        deletion.disconnect();
        button.click();
      });
      deletion.observe(document.body, { childList: true, subtree: true });
      document.querySelector<HTMLElement>('.cell-open')!.click();
    });
    await cellOf(gallery.page, 'icon.png').waitFor({ state: 'detached' });
    await gallery.page.locator('.pswp').waitFor({ state: 'detached' });
    await gallery.page.locator('#gallery:focus').waitFor({ state: 'attached' });
  });

  it('load an image again that did not come', async () => {
    await gallery.givenImage('icon.png');
    let broken = true;
    await gallery.page.route(/X-Amz-Signature/, (route) => (broken ? route.abort() : route.continue()));
    await gallery.page.reload();
    await open('icon.png');
    const note = gallery.page.locator('.pswp .note').filter({ hasText: 'The image did not load.' });
    await note.waitFor();
    broken = false;
    await note.getByRole('button', { name: 'Try again' }).click();
    await expect
      .poll(() =>
        gallery.page
          .locator('.pswp__img')
          .evaluateAll((all) => all.map((img) => (img as HTMLImageElement).naturalWidth)),
      )
      .toContain(256);
    expect(await note.count()).toBe(0);
  });

  it('replace a damaged image by a good one in its place', async () => {
    await gallery.session.client.upload(await damagedPng('without'), { filename: 'd.png' });
    await gallery.page.reload();
    await open('d.png');
    await gallery.page.locator('.pswp .note').filter({ hasText: 'The image is damaged' }).waitFor();
    await gallery.page.locator('.panel input[type=file]').setInputFiles(sample('hills.jpg'));
    await told('was replaced').waitFor();
    await gallery.page.locator('.pswp__img').first().waitFor();
    expect(await gallery.page.locator('.pswp .note').count()).toBe(0);
  });

  it('stretches no WebP whose EXIF the browser ignores', async () => {
    const picture = sharp({ create: { width: 600, height: 400, channels: 3, background: 'teal' } });
    const bytes = await picture.webp().withMetadata({ orientation: 6 }).toBuffer();
    const filename = 'lying.webp';
    const { metadata } = await gallery.session.client.upload(new Blob([new Uint8Array(bytes)]), { filename });
    expect(metadata).toMatchObject({ width: 400, height: 600, orientation: 6 });
    await gallery.page.reload();
    await openCell(gallery.page, filename);
    const image = gallery.page.locator('.pswp__img:not(.pswp__img--placeholder)').first();
    const ratio = async () => {
      const box = await image.boundingBox();
      return box ? Math.round((box.width / box.height) * 100) / 100 : 0;
    };
    await expect.poll(ratio).toBe(1.5);
    await gallery.page.getByText('400 × 600 pixels').waitFor();
  });
});
