import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { act, bar, check, SelectionSession, selected } from './selection-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'selecting many in the browser' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const gallery = new SelectionSession(chromium!);

  it('works by mouse: check marks, Shift for ranges, Ctrl for single ones', async () => {
    await gallery.givenRecords(6);
    const { page } = gallery;
    await cellOf(page, '1.png').hover();
    await check(page, '1.png').click();
    await bar(page).getByText('1 image selected').waitFor();
    await cellOf(page, '3.png')
      .getByRole('button')
      .click({ modifiers: ['Shift'] });
    expect(await selected(page)).toEqual(['1.png', '2.png', '3.png']);
    await cellOf(page, '5.png')
      .getByRole('button')
      .click({ modifiers: ['Control'] });
    expect(await selected(page)).toEqual(['1.png', '2.png', '3.png', '5.png']);
    await cellOf(page, '2.png').getByRole('button').click();
    expect(await selected(page)).toEqual(['1.png', '3.png', '5.png']);
    await check(page, '0.png').click({ modifiers: ['Shift'] });
    expect(await selected(page)).toEqual(['0.png', '1.png', '2.png', '3.png', '5.png']);
    await act(page, 'Select all');
    await bar(page).getByText('6 images selected').waitFor();
    await act(page, 'Done');
    await bar(page).waitFor({ state: 'hidden' });
    expect(await selected(page)).toEqual([]);
    // Where nothing is selected a plain click would open it. Meta is Cmd, on a Mac.
    for (const modifier of ['Control', 'Meta'] as const) {
      await cellOf(page, '4.png')
        .getByRole('button')
        .click({ modifiers: [modifier] });
      expect(await selected(page)).toEqual(['4.png']);
      await act(page, 'Done');
    }
    expect(page.url()).not.toContain('image=');
  });

  it('works by keyboard: Space, Shift with arrows, Ctrl+A, Escape; one Tab stop leads in', async () => {
    await gallery.givenRecords(4);
    const { page } = gallery;
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.locator('#gallery').focus();
    await press('Tab', 'Space');
    expect(await selected(page)).toEqual(['0.png']);
    await press('Shift+ArrowRight', 'Shift+ArrowRight');
    expect(await selected(page)).toEqual(['0.png', '1.png', '2.png']);
    await press('Shift+ArrowLeft');
    expect(await selected(page)).toEqual(['0.png', '1.png']);
    await press('Control+a');
    expect(await selected(page)).toHaveLength(4);
    await press('Escape');
    expect(await selected(page)).toEqual([]);
    await press('End');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toMatch(/^3\.png/);
    // Its check mark is the next stop, and then the gallery is left.
    await press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Select 3.png',
    );
    await press('Space');
    expect(await selected(page)).toEqual(['3.png']);
    await press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('#gallery'))).toBeNull();
  });

  it('works by touch: a long press begins, taps go on, the button begins too', async () => {
    await gallery.givenRecords(3);
    const page = await gallery.session.newUserTab({
      viewport: { width: 390, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    await cellOf(page, '1.png').waitFor();
    const touch = await page.context().newCDPSession(page);
    const box = (await cellOf(page, '1.png').boundingBox())!;
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await bar(page).getByText('1 image selected').waitFor();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    expect(await selected(page)).toEqual(['1.png']);
    await cellOf(page, '0.png').getByRole('button').tap();
    expect(await selected(page)).toEqual(['0.png', '1.png']);
    await act(page, 'Done');
    await page.getByRole('button', { name: 'Select', exact: true }).tap();
    await cellOf(page, '2.png').getByRole('button').tap();
    expect(await selected(page)).toEqual(['2.png']);
    await page.context().close();
  });

  it('survives more pages and what polls bring, and says what the search hides', async () => {
    await gallery.givenRecords(3);
    const { page } = gallery;
    await cellOf(page, '1.png').hover();
    await check(page, '1.png').click();
    await gallery.session.client.create({ filename: 'new.png' });
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    // Something is selected: it waits. The focus has asked for it, not the next poll.
    await page.getByRole('button', { name: '1 new' }).click({ timeout: 15_000 });
    await cellOf(page, 'new.png').waitFor();
    expect(await selected(page)).toEqual(['1.png']);
    await page.getByRole('searchbox', { name: 'Find' }).fill('2.png');
    await bar(page).getByText('1 image selected, 1 of them not shown').waitFor();
    await page.getByRole('searchbox', { name: 'Find' }).fill('');
    expect(await selected(page)).toEqual(['1.png']);
  });

  it.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('works for everyone, %s and %d pixels wide: axe finds nothing', async (colorScheme, width) => {
    await gallery.givenImage('icon.png');
    await gallery.givenRecords(2);
    for (const view of ['', '?view=list']) {
      const page = await gallery.session.newUserTab({ colorScheme, viewport: { width, height: 740 } });
      if (view) await page.getByRole('button', { name: 'List view' }).click();
      await cellOf(page, '0.png').getByRole('button').focus();
      await page.keyboard.press('Control+a');
      await bar(page).getByText('3 images selected').waitFor();
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        }),
      );
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
      ).toEqual([]);
      await page.context().close();
    }
  });
});
