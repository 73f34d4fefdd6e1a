import { expect, test } from '@playwright/test';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('a photo that was chosen shows its size', async ({ page }) => {
  await page.goto(process.env.APP_URL!);
  const buffer = Buffer.from(PIXEL, 'base64');
  await page.getByLabel('Photo').setInputFiles({ name: 'pixel.png', mimeType: 'image/png', buffer });
  await expect(page.getByRole('status')).toHaveText('1 × 1', { timeout: 20_000 });
});
