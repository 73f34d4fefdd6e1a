import { readFile } from 'node:fs/promises';
import type { Route } from 'playwright-core';
import { expect } from 'vitest';
import {
  cellOf,
  chooseFiles,
  sample,
  startUpload,
  sumOf,
  tileOf,
} from '../../../tools/browser/page-session.ts';
import { GallerySession } from './gallery-session.ts';

type ChosenFile = Extract<Parameters<typeof chooseFiles>[1], object[]>[number];

/** What is seen within seconds, though not at once. */
export const eventually = <Value>(read: () => Value | Promise<Value>) =>
  expect.poll(read, { timeout: 20_000 });

/** A gallery session for the tests of uploads. All of it is about the page that is open now. */
export class UploadSession extends GallerySession {
  /** A file that is no image, whatever its name says. */
  readonly diary = {
    name: 'diary.png',
    mimeType: 'image/png',
    buffer: Buffer.from('Dear diary, I am no image.'),
  };

  png = async (name: string) => ({
    name,
    mimeType: 'image/png',
    buffer: await readFile(sample('icon.png')),
  });

  names = async (): Promise<string[]> => (await this.records()).map(({ filename }) => filename);

  /** Chooses files, and says that they are to go up. */
  upload = async (...files: ChosenFile[]): Promise<void> => {
    await chooseFiles(this.page, files);
    await startUpload(this.page);
  };

  /** Waits until an upload has become its record's cell. */
  ready = (name: string, tab = this.page) =>
    cellOf(tab, name).and(tab.locator('[data-status=ready]')).waitFor();

  /** The tile of an upload, while it is in this state. */
  inState = (state: string, name: string, tab = this.page) =>
    tileOf(tab, name).and(tab.locator(`[data-state=${state}]`));

  /** Waits until the sum of the uploads is told in just these words. */
  sum = (words: string) => sumOf(this.page).getByText(words, { exact: true }).waitFor();

  /** Answers the uploads of bytes. */
  onUploads = (handle: (route: Route) => unknown) =>
    this.page.route(`${this.session.run.s3Endpoint}/**`, async (route) => {
      if (route.request().method() === 'PUT') await handle(route);
      else await route.continue();
    });
}
