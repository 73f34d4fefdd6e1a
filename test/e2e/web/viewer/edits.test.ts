import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf, giveKey, sample } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { GallerySession, openCell } from '../gallery-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'edits in the viewer' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const gallery = new GallerySession(chromium!);
  const title = (tab = gallery.page) => tab.getByLabel('Title');
  const tags = (tab = gallery.page) => tab.getByLabel('Tags, separated by commas');
  const save = (tab = gallery.page) => tab.getByRole('button', { name: 'Save' }).click();
  const choose = (file: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]) =>
    gallery.page.locator('.panel input[type=file]').setInputFiles(file);
  const heading = (text: string) => gallery.page.locator('.panel h2').filter({ hasText: text });
  const told = (text: string | RegExp) => gallery.page.locator('.message').filter({ hasText: text });
  const questions = (tab = gallery.page) => tab.getByRole('dialog', { name: 'Changed meanwhile' });
  /** Opened, and taking keys. */
  const open = async (name: string) => {
    await openCell(gallery.page, name);
    await gallery.page.locator('.pswp:focus').waitFor();
  };

  it('are not in conflict with one’s own refused replacement, nor is the next replacement', async () => {
    const { id } = await gallery.givenImage('icon.png', { title: 'Before' });
    await gallery.page.reload();
    await open('Before');
    await title().fill('After');
    const diary = { name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('Dear diary') };
    await choose(diary);
    await told('This is no image').waitFor();
    expect(await title().inputValue()).toBe('After');
    await save();
    await told('Saved.').waitFor();
    await choose(sample('hills.jpg'));
    await told('was replaced').waitFor();
    expect(await questions().count()).toBe(0);
    expect((await gallery.session.client.get(id)).metadata).toMatchObject({
      title: 'After',
      contentVersion: 2,
    });
  });

  it('ask nothing when the answer to a replacement’s ticket was lost', async () => {
    await gallery.givenImage('icon.png', { title: 'Before' });
    await gallery.page.reload();
    await open('Before');
    let lost = 0;
    await gallery.page.route('**/metadata/*', async (route) => {
      if (route.request().method() !== 'PUT' || lost++ > 0) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await choose(sample('hills.jpg'));
    await told('was replaced').waitFor();
    expect(lost).toBe(3);
    expect(await questions().count()).toBe(0);
  });

  it('in another tab of one’s own are told as such, and the record is shown as it is there', async () => {
    const { id } = await gallery.givenImage('icon.png', { title: 'Before' });
    await gallery.page.reload();
    await open('Before');
    const other = await gallery.page.context().newPage();
    await other.goto(gallery.page.url());
    await giveKey(other, gallery.session.run.apiKey);
    // Its address is that of the image.
    await other.getByRole('complementary', { name: 'Details' }).waitFor();
    await title(other).fill('From the other tab');
    await save(other);
    // What nobody is editing follows.
    await heading('From the other tab').waitFor();
    expect(await title().inputValue()).toBe('From the other tab');

    await title().fill('From here');
    await title(other).fill('From the other tab again');
    await save(other);
    await heading('From the other tab again').waitFor();
    await save();
    await questions()
      .getByText(/^You have changed .* in another tab/)
      .waitFor();
    await questions().getByRole('button', { name: 'Write mine' }).click();
    await expect.poll(async () => (await gallery.session.client.get(id)).metadata.title).toBe('From here');
  });

  it('are kept and told when they are not saved: on the way to another image, and closing', async () => {
    await gallery.givenImage('icon.png', { title: 'First' });
    await gallery.givenImage('day.gif', { title: 'Second' });
    await gallery.page.reload();
    await open('Second');
    expect(await gallery.page.getByRole('button', { name: 'Discard' }).count()).toBe(0);
    await title().fill('Second, edited');
    await gallery.page.getByRole('button', { name: 'Next' }).click();
    await heading('First').waitFor();
    expect(await title().inputValue()).toBe('First');
    await told(/“Second” are not saved yet/).waitFor();
    await tags().fill('sea');
    await gallery.page.keyboard.press('Escape');
    await gallery.page.locator('.pswp').waitFor({ state: 'detached' });
    await told(/“First” are not saved yet/).waitFor();

    await open('First');
    expect(await tags().inputValue()).toBe('sea');
    await gallery.page.getByRole('button', { name: 'Discard' }).click();
    expect(await tags().inputValue()).toBe('');
    await gallery.page.getByRole('button', { name: 'Previous' }).click();
    await heading('Second').waitFor();
    expect(await title().inputValue()).toBe('Second, edited');
    await save();
    await heading('Second, edited').waitFor();
    await gallery.page.getByRole('button', { name: 'Close' }).click();
    await cellOf(gallery.page, 'Second, edited').waitFor();
  });

  it('are asked about when the page is left without saving them', async () => {
    await gallery.givenImage('icon.png', { title: 'First' });
    await gallery.page.reload();
    await open('First');
    await title().click();
    await gallery.page.keyboard.type('Edited');
    const asked = gallery.page.waitForEvent('dialog');
    const leaving = gallery.page.reload().catch(() => undefined);
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.accept();
    await leaving;
  });

  it('that the service does not take are told in words, with the tag at fault', async () => {
    await gallery.givenImage('icon.png', { title: 'First' });
    await gallery.page.reload();
    await open('First');
    await tags().fill(`fine, ${'long'.repeat(20)}, fine too`);
    await save();
    await told(/^The tag “.*long….*” must have at most 64 characters\./).waitFor();
    expect(await tags().inputValue()).toMatch(/^fine, long/);
    await gallery.page.getByRole('button', { name: 'Discard' }).click();
  });

  it('have the tags in use suggested, for the keyboard', async () => {
    await gallery.givenImage('icon.png', { title: 'First', tags: ['sea', 'seaside', 'holiday'] });
    await gallery.givenImage('day.gif', { title: 'Second' });
    await gallery.page.reload();
    await open('Second');
    await tags().click();
    await gallery.page.keyboard.type('new, se');
    const options = gallery.page.locator('.suggestions').getByRole('option');
    expect(await options.allTextContents()).toEqual(['sea', 'seaside']);
    await gallery.page.keyboard.press('ArrowDown');
    await gallery.page.keyboard.press('ArrowDown');
    const active = gallery.page.locator('.suggestions').getByRole('option', { selected: true });
    expect(await active.textContent()).toBe('seaside');
    await gallery.page.keyboard.press('Enter');
    expect(await tags().inputValue()).toBe('new, seaside, ');
    await gallery.page.keyboard.type('hol');
    await options.first().waitFor();
    await gallery.page.keyboard.press('Escape');
    await options.first().waitFor({ state: 'hidden' });
    await gallery.page.keyboard.type('i');
    await options.filter({ hasText: 'holiday' }).click();
    expect(await tags().inputValue()).toBe('new, seaside, holiday, ');
    await gallery.page.keyboard.press('Enter');
    await told('Saved.').waitFor();
    expect(await gallery.page.locator('.pswp').count()).toBe(1);
  });

  it('stand beside facts that people can read, and those of programs are where they are asked for', async () => {
    const { id, createdAt } = await gallery.givenImage('hills.jpg', { title: 'Hills' });
    await gallery.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await gallery.page.reload();
    await open('Hills');
    const panel = gallery.page.getByRole('complementary', { name: 'Details' });
    await panel.getByText('JPEG', { exact: true }).waitFor();
    expect(await panel.locator('.filename').textContent()).toBe('hills.jpg');
    expect(await panel.getByText('image/jpeg').isVisible()).toBe(false);
    expect(await panel.getByText(id).isVisible()).toBe(false);
    await panel.getByText('Technical details').click();
    await panel.getByText(id).waitFor();
    const times = await panel
      .locator('time')
      .evaluateAll((all) => all.map((each) => each.getAttribute('datetime')));
    expect(times).toContain(new Date(createdAt).toISOString());
    await panel.getByRole('button', { name: 'Copy Id' }).click();
    await told('Id copied.').waitFor();
    expect(await gallery.page.evaluate(() => navigator.clipboard.readText())).toBe(id);
  });
});
