import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { createClient } from '../../../../client/client.ts';
import { findChromium, launchChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { sample } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { type LocalRun, startLocalRun } from '../../../support/local-run.ts';
import { startApp } from './app-server.ts';

const chromium = findChromium();

/** Of the app's page. */
declare const client: ReturnType<typeof createClient>;
declare const outcome: (call: Promise<unknown>) => Promise<string>;

describe.skipIf(!chromium)(
  chromium ? 'an app with a route of its own, in the browser' : NO_CHROMIUM,
  IN_A_BROWSER,
  () => {
    let run: LocalRun;
    let app: Awaited<ReturnType<typeof startApp>>;
    let browser: Browser;
    let ann: Page;
    let ben: Page;

    beforeAll(async () => {
      [run, browser] = await Promise.all([startLocalRun(), launchChromium(chromium!)]);
      app = await startApp(run);
      const signIn = async (session: string) => {
        const page = await (await browser.newContext()).newPage();
        await page.goto(`${app.url}/sign-in?session=${session}`);
        return page;
      };
      [ann, ben] = [await signIn('s-1'), await signIn('s-2')];
    });
    afterAll(async () => {
      await browser?.close();
      await app?.stop();
      await run?.stop();
    });

    const upload = async (page: Page, name: string): Promise<string[]> => {
      await page.locator('#done').evaluate((done) => {
        done.textContent = '';
      });
      await page.locator('#file').setInputFiles(sample(name));
      const done = page.locator('#done').filter({ hasText: /inspecting/ });
      await done.waitFor();
      return (await done.textContent())!.split(' ');
    };

    it('lets its people upload, list, edit, replace and delete what is theirs', async () => {
      const [hashing, sending, inspecting, id, width, height] = await upload(ann, 'hills.jpg');
      expect([hashing, sending, inspecting, Number(width) > 0, Number(height) > 0]).toEqual([
        'hashing',
        'sending',
        'inspecting',
        true,
        true,
      ]);
      expect(
        await ann.locator('#progress').evaluate((bar: HTMLProgressElement) => bar.value === bar.max),
      ).toBe(true);
      await ann.locator('#list').filter({ hasText: 'hills.jpg' }).waitFor();
      const { metadata } = (await (
        await fetch(`${run.baseUrl}/metadata/${id}`, { headers: { 'x-api-key': run.apiKey } })
      ).json()) as { metadata: { userId: string } };
      expect(metadata.userId).toBe('ann');
      const icon = await readFile(sample('icon.png'));
      const changed = await ann.evaluate(
        async ([own, base64]) => {
          const { metadata: edited } = await client.update(own!, { title: 'Dawn' });
          const file = await (await fetch(`data:image/png;base64,${base64}`)).blob();
          const { metadata: now } = await client.upload(file, { id: own });
          const refused = await client
            .upload(new Blob([new Uint8Array(9)]), { id: own })
            .catch((error) => error.code);
          await client.remove(own!, { ifMatch: (await client.get(own!)).metadata.version });
          const { title, size, contentType, contentVersion } = now;
          return {
            titles: [edited.title, title],
            image: { size, contentType, contentVersion, sides: [now.width, now.height] },
            ends: [refused, await outcome(client.get(own!))],
          };
        },
        [id, icon.toString('base64')],
      );
      expect(changed).toEqual({
        titles: ['Dawn', 'Dawn'],
        image: { size: icon.length, contentType: 'image/png', contentVersion: 2, sides: [256, 256] },
        ends: ['NotAnImage', '404 NotFound'],
      });
    });

    it('shows nobody what is another’s, by whatever method, and changes nothing of it', async () => {
      const [, , , id] = await upload(ann, 'icon.png');
      const outcomes = await ben.evaluate(
        async (hers) => [
          await outcome(client.get(hers!)),
          await outcome(client.update(hers!, { title: 'mine' })),
          await outcome(client.update(hers!, {}, { ifMatch: 99 })),
          await outcome(client.upload(new Blob(['x']), { id: hers })),
          await outcome(client.remove(hers!)),
          await outcome(client.remove(hers!, { ifMatch: 1 })),
          await outcome(client.get(hers!, { userId: 'ann' })),
          await outcome(client.create({ filename: 'a.png', userId: 'ann' })),
          await outcome(client.list({ userId: 'ann' }).next()),
        ],
        id,
      );
      expect(outcomes).toEqual([...Array(6).fill('404 NotFound'), ...Array(3).fill('400 ValidationFailed')]);
      const seen = await ben.evaluate(async () => (await client.list().next()).value!.metadata.length);
      expect(seen).toBe(0);
      const { metadata } = await ann.evaluate((own) => client.get(own!), id);
      expect(metadata).toMatchObject({ filename: 'icon.png', status: 'ready', contentVersion: 1 });
      expect(metadata.title).toBeUndefined();
    });

    it('makes two records of two people who use one Idempotency-Key, and one of one', async () => {
      const make = (page: Page) =>
        page.evaluate(async () => {
          const made = await client.create({ filename: 'k.png' }, { idempotencyKey: 'one' });
          return made.metadata.id;
        });
      const [hers, again, his] = [await make(ann), await make(ann), await make(ben)];
      expect(again).toBe(hers);
      expect(his).not.toBe(hers);
    });

    it('refuses the page of another site, which the browser sends her cookie with', async () => {
      const before = await ann.evaluate(async () => (await client.list().next()).value!.metadata.length);
      const evil = createServer((_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>Evil</title>');
      });
      await new Promise<void>((listening) => evil.listen(0, '127.0.0.1', listening));
      try {
        // Another port is another origin and the same site: `SameSite` cookies go along.
        const page = await ann.context().newPage();
        await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
        app.calls.length = 0;
        await page.evaluate(async (url) => {
          const simple = { method: 'POST', mode: 'no-cors', credentials: 'include' } as const;
          await fetch(`${url}/api/images/metadata`, { ...simple, body: '{"filename":"evil.png"}' });
          const cors = { credentials: 'include' } as const;
          await fetch(`${url}/api/images/metadata`, cors).catch(() => undefined);
        }, app.url);
        // The page's own host as a part of the path.
        await page.evaluate(async (url) => {
          const path = `//${location.host}/api/images/metadata`;
          await fetch(url + path, { credentials: 'include' }).catch(() => undefined);
        }, app.url);
        expect(app.calls).toEqual(Array(3).fill({ status: 403, cookie: 'session=s-1' }));
        await page.close();
      } finally {
        evil.closeAllConnections();
        evil.close();
      }
      expect(await ann.evaluate(async () => (await client.list().next()).value!.metadata.length)).toBe(
        before,
      );
    });

    it('has the key in nothing that a browser got', () => {
      expect(app.answers.length).toBeGreaterThan(20);
      expect(app.answers.join('\n')).not.toContain(run.apiKey);
    });
  },
);
