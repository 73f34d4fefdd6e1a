import type { Page } from 'playwright-core';
import { GallerySession } from '../gallery-session.ts';

/** A gallery in which many are selected. */
export class SelectionSession extends GallerySession {
  /** As many pending records, `0` the newest. */
  async givenRecords(count: number): Promise<void> {
    for (let at = count - 1; at >= 0; at -= 1) {
      await this.session.client.create({ filename: `${at}.png` });
    }
    await this.page.reload();
    await this.page
      .locator('.cell')
      .nth(count - 1)
      .waitFor();
  }
}

export const bar = (page: Page) => page.getByRole('region', { name: 'Selected images' });
export const check = (page: Page, name: string) => page.getByRole('checkbox', { name: `Select ${name}` });
/** The names of those that are selected. */
export const selected = (page: Page) =>
  page.locator('.cell.selected .caption bdi').evaluateAll((names) => names.map((name) => name.textContent));
export const act = (page: Page, name: string) => bar(page).getByRole('button', { name, exact: true }).click();
