import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { sample, startUpload } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { UploadSession } from '../upload-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(
  chromium ? 'pictures that are pasted and taken' : NO_CHROMIUM,
  IN_A_BROWSER,
  () => {
    const uploads = new UploadSession(chromium!);
    const { records, ready } = uploads;
    let page: Page;
    beforeEach(() => {
      page = uploads.page;
    });

    it('takes an image that is pasted', async () => {
      const base64 = (await readFile(sample('icon.png'))).toString('base64');
      await page.evaluate((pasted) => {
        const bytes = Uint8Array.from(atob(pasted), (character) => character.charCodeAt(0));
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }));
        document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, clipboardData }));
      }, base64);
      await startUpload(page);
      await ready('pasted.png');
    });

    it('takes a picture with the camera', async () => {
      await page.context().grantPermissions(['camera']);
      await page.getByRole('button', { name: 'Upload images' }).click();
      await page.getByRole('tab', { name: 'Camera' }).click();
      await page.getByRole('button', { name: /Take a picture/i }).click();
      await page.getByRole('button', { name: /^Submit/ }).click();
      await startUpload(page);
      await ready('cam-');
    });

    it('takes the picture of a camera when its first frame has come, however early the button is pressed', async () => {
      await page.evaluate(() => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
        navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
        addEventListener('first-frame', () => canvas.getContext('2d')!.fillRect(0, 0, 32, 48));
      });
      await page.getByRole('button', { name: 'Upload images' }).click();
      await page.getByRole('tab', { name: 'Camera' }).click();
      await page.getByRole('button', { name: /Take a picture/i }).click();
      expect(await page.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(0);
      await page.evaluate(() => dispatchEvent(new Event('first-frame')));
      await page.getByRole('button', { name: /^Submit/ }).click();
      await startUpload(page);
      await expect
        .poll(async () => (await records())[0], { timeout: 20_000 })
        .toMatchObject({ contentType: 'image/jpeg', width: 64, height: 48 });
    });
  },
);
