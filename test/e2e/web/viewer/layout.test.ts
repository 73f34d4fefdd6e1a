import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { sample } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { type PageSession, startPageSession } from '../../../support/page-session.ts';
import { damagedPng } from './damaged-image.ts';

const chromium = findChromium();

const RTL = 'שלום עולם 🌅🏖️ ثلاثة';
const LONG = 'Ein-Titel-ohne-Leerzeichen_'.repeat(9);

/** CSS pixels: phones, a tablet, a desk; a phone and a desk at a zoom of 200 %. */
const sizes = [
  [320, 568],
  [390, 844],
  [768, 1024],
  [1280, 800],
  [195, 422],
  [640, 400],
] as const;

/** What is laid out badly in the viewer as it is, a line each. */
const faultsOf = (page: Page) =>
  page.evaluate(() => {
    const faults: string[] = [];
    const viewer = document.querySelector<HTMLElement>('.pswp')!;
    const panel = viewer.querySelector<HTMLElement>('.panel')!;
    if (viewer.clientWidth !== innerWidth) faults.push(`the viewer is ${viewer.clientWidth} wide`);
    if (!panel.hidden && panel.scrollWidth > panel.clientWidth) faults.push('the panel scrolls sideways');
    const shown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden=true]');
    const nameOf = (element: Element) =>
      element.getAttribute('aria-label') || element.getAttribute('title') || element.textContent;
    const buttons = [...viewer.querySelectorAll<HTMLButtonElement>('button, input, summary')].filter(
      (button) => shown(button) && !button.disabled,
    );
    for (const button of buttons) {
      button.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, top, right, bottom, width, height } = button.getBoundingClientRect();
      const name = nameOf(button);
      if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) faults.push(`${name} is cut`);
      if (width < 44 || height < 44) faults.push(`${name} is ${width} × ${height}`);
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      if (!hit || !(button === hit || button.contains(hit)))
        faults.push(`${name} is under ${hit?.className}`);
    }
    const note = [...viewer.querySelectorAll('.note')].find(shown);
    if (note) {
      const box = note.getBoundingClientRect();
      const others = ['.panel', '.pswp__button', '.pswp__count'].flatMap((selector) => [
        ...viewer.querySelectorAll<HTMLElement>(selector),
      ]);
      for (const other of others.filter((each) => shown(each) && !(each as HTMLButtonElement).disabled)) {
        const { left, top, right, bottom } = other.getBoundingClientRect();
        if (left < box.right && right > box.left && top < box.bottom && bottom > box.top) {
          faults.push(`the note lies under ${nameOf(other)}`);
        }
      }
      if (box.width < 40 || box.height < 40) faults.push(`the note has ${box.width} × ${box.height}`);
      if (box.left < 0 || box.right > innerWidth || box.bottom > innerHeight) faults.push('the note is cut');
      if (note.scrollWidth > note.clientWidth) faults.push('the note scrolls sideways');
    }
    return faults;
  });

describe.skipIf(!chromium)(chromium ? 'the viewer on any screen' : NO_CHROMIUM, IN_A_BROWSER, () => {
  let session: PageSession;
  /** By what is special about them, newest first: the order of the gallery. */
  const titles = ['A pixel', 'A damaged one', 'Refused', LONG, RTL];
  beforeAll(async () => {
    session = await startPageSession(chromium!);
    const { client } = session;
    const tags = ['a-tag-without-any-blank-in-it-that-is-as-long-as-tags-may-be-xx', '🏖️', 'שלום'];
    const bytes = (name: string) => new Uint8Array(readFileSync(sample(name)));
    const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#c00' } })
      .png()
      .toBuffer();
    await client.upload(bytes('hills.jpg'), { filename: 'h.jpg', title: RTL, tags });
    await client.upload(bytes('icon.png'), {
      filename: `${'n'.repeat(250)}.png`,
      title: LONG,
      tags,
      attributes: { ['k'.repeat(64)]: 'v'.repeat(300) },
    });
    const text = new TextEncoder().encode('Dear diary, I am no image.');
    await client.upload(text, { filename: 'diary.png', title: 'Refused' }).catch(() => undefined);
    const { metadata } = await client.upload(await damagedPng('without'), {
      filename: 'd.png',
      title: 'A damaged one',
    });
    await client.upload(new Uint8Array(pixel), { filename: 'p.png', title: 'A pixel' });
    const outcome = async () => (await client.get(metadata.id)).metadata.thumbnailError;
    await vi.waitUntil(async () => (await outcome()) === 'Undecodable', { timeout: 20_000, interval: 200 });
  });
  afterAll(() => session?.stop());

  const openFirst = async (page: Page) => {
    await page.locator('.cell').first().getByRole('button').click();
    // Keys are taken once it is open.
    await page.locator('.pswp:focus').waitFor();
    await page.locator('.pswp__count').filter({ hasText: '1 of 5' }).waitFor();
  };
  const onTo = async (page: Page, title: string) => {
    await page.keyboard.press('ArrowRight');
    await page.locator('.panel h2').filter({ hasText: title }).waitFor({ state: 'attached' });
  };
  const togglePanel = (page: Page) => page.getByRole('button', { name: 'Details' }).click();

  it.each(sizes)('of %d × %d pixels: nothing is cut, covered or scrolled sideways', async (width, height) => {
    const page = await session.newUserTab({ viewport: { width, height } });
    await openFirst(page);
    for (const title of titles) {
      if (title !== titles[0]) await onTo(page, title);
      for (const _ of ['as it opens', 'with the panel shown or hidden']) {
        expect({ title, faults: await faultsOf(page) }).toEqual({ title, faults: [] });
        await togglePanel(page);
      }
    }
    await page.context().close();
    expect(session.faults).toEqual([]);
  });

  it('of a phone under a finger: notes have the width that arrows do not take', async () => {
    const page = await session.newUserTab({ viewport: { width: 390, height: 844 }, hasTouch: true });
    await openFirst(page);
    await onTo(page, 'A damaged one');
    const note = page.locator('.pswp .note').filter({ hasText: 'damaged' });
    await note.waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect((await note.boundingBox())!.width).toBeGreaterThan(340);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)(
    '%s: notes, suggestions, details and questions work for everyone',
    async (colorScheme) => {
      const page = await session.newUserTab({ colorScheme, viewport: { width: 390, height: 844 } });
      const findings = async () => {
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() =>
          (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
          }),
        );
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
      };
      await openFirst(page);
      await onTo(page, 'A damaged one');
      await page.locator('.pswp .note').filter({ hasText: 'damaged' }).waitFor();
      await togglePanel(page);
      await page.getByText('Technical details').click();
      await page.getByLabel('Tags, separated by commas').fill('a');
      await page.locator('.suggestions').getByRole('option').first().waitFor();
      await page.keyboard.press('ArrowDown');
      expect(await findings()).toEqual([]);
      await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
      await page.getByRole('button', { name: 'Copy Id' }).click();
      await page.getByRole('dialog', { name: 'Copy this' }).waitFor();
      expect(await findings()).toEqual([]);
      await page.context().close();
    },
  );

  it('shows a single pixel large enough to be seen', async () => {
    const page = await session.newUserTab();
    await openFirst(page);
    const image = page.locator('.pswp__img.tiny');
    await expect.poll(async () => (await image.boundingBox())?.width).toBe(128);
    await page.context().close();
  });

  it('says of a damaged image that it is damaged, in the gallery too', async () => {
    const words = 'The image is damaged: its pixels cannot be read.';
    const { metadata } = await session.client.upload(await damagedPng('wrong'), { title: 'Blank' });
    const outcome = async () => (await session.client.get(metadata.id)).metadata.thumbnailError;
    await expect.poll(outcome, { timeout: 20_000 }).toBe('Undecodable');
    const page = await session.newUserTab();
    const notes = page.locator('.cell .note').filter({ hasText: words, visible: true });
    await expect.poll(() => notes.count()).toBe(2);
    await page.locator('.cell').first().getByRole('button').click();
    await page.locator('.pswp:focus').waitFor();
    await page.locator('.panel .state').filter({ hasText: words }).waitFor();
    await onTo(page, 'A pixel');
    await onTo(page, 'A damaged one');
    await page.locator('.pswp .note').filter({ hasText: words }).waitFor();
    expect(await page.getByText('This browser cannot').count()).toBe(0);
    await page.context().close();
    await session.client.remove(metadata.id);
  });
});
