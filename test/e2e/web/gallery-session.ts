import { openAsBlob } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Metadata } from '../../../client/types.ts';
import type { NewRecord } from '../../../client/upload.ts';
import { cellOf, sample } from '../../../tools/browser/page-session.ts';
import { type PageSession, type PageSessionOptions, startPageSession } from '../../support/page-session.ts';

/** A page session for the tests of a `describe`, each with a tab of its own before an empty gallery. */
export class GallerySession {
  /** Of the present test. */
  page!: Page;
  session!: PageSession;

  constructor(chromium: string, options?: PageSessionOptions) {
    beforeAll(async () => {
      this.session = await startPageSession(chromium, options);
    });
    beforeEach(async () => {
      await this.session.empty();
      this.page = await this.session.newUserTab();
    });
    afterEach(async () => {
      await this.page.context().close();
      expect(this.session.faults).toEqual([]);
    });
    afterAll(() => this.session?.stop());
  }

  /** The newest records, as the service has them. */
  records = async (): Promise<Metadata[]> => (await this.session.client.list().next()).value!.metadata;

  async givenImage(name: string, record: NewRecord = {}): Promise<Metadata> {
    const file = await openAsBlob(sample(name));
    const { metadata } = await this.session.client.upload(file, { filename: name, ...record });
    return metadata;
  }

  /** Waits until an image has a thumbnail. */
  async thumbnailOf(id: string): Promise<void> {
    const thumbhash = async () => (await this.session.client.get(id)).metadata.thumbhash;
    await expect.poll(thumbhash, { timeout: 20_000 }).toBeTruthy();
  }
}

/** Opens the viewer on an image. */
export async function openCell(tab: Page, name: string): Promise<void> {
  await cellOf(tab, name).getByRole('button').click();
  await tab.getByRole('complementary', { name: 'Details' }).waitFor();
}
