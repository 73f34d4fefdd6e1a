import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { smoke } from '../../../tools/smoke/smoke-steps.ts';
import { type LocalRun, startDeliveringRun } from '../../support/local-run.ts';
import { recordsOf, startFront } from './front.ts';

const VIEW = 'view it in a width';
const REFUSED = 'be refused what is not in its URL';

let run: LocalRun;
beforeAll(async () => {
  run = await startDeliveringRun();
});
afterAll(() => run?.stop());

const stepsAt = async (baseUrl: string) => {
  const done: string[] = [];
  await smoke({ baseUrl, apiKey: run.apiKey, report: (step) => done.push(step) });
  return done;
};
/** The smoke test of a stage whose answers are changed. */
const behind = async (change: (body: string) => string) => stepsAt(await startFront(run.baseUrl, { change }));

type Answer = (path: string) => { status: number; type?: string; body?: Uint8Array };

/** The smoke test of a stage that delivers images from another server. */
async function deliveredBy(answer: Answer, change = (body: string) => body): Promise<string[]> {
  const server = createServer(({ url = '' }, response) => {
    const { status, type = 'application/json', body } = answer(url);
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return behind((body) => change(body.replace(/("delivery":\{"url":")https?:\/\/[^/]+/, `$1${origin}`)));
}

const square = (side: number) =>
  sharp({ create: { width: side, height: side, channels: 3, background: '#246' } })
    .webp()
    .toBuffer();

describe('the smoke test of a stage that delivers images', () => {
  it('views its image in a width, tries altered URLs, and leaves nothing behind', async () => {
    const done = await stepsAt(run.baseUrl);
    const at = done.indexOf('get the same bytes back');
    expect(done.slice(at + 1, at + 3)).toEqual([VIEW, REFUSED]);
    expect(await recordsOf(run)).toEqual([]);
  });

  it('fails where its URLs are refused', async () => {
    const change = (body: string) => body.replace(/([?&]Signature=)[^&"]{8}/, '$1AAAAAAAA');
    await expect(behind(change)).rejects.toThrow(`${VIEW}: it answers 403`);
    expect(await recordsOf(run)).toEqual([]);
  });

  it('fails where nothing answers by the name of its URLs, which is said', async () => {
    const change = (body: string) =>
      body.replace(/("delivery":\{"url":")http:\/\/[^/]+/, '$1https://images.invalid');
    await expect(behind(change)).rejects.toThrow(
      /^view it in a width: images\.invalid does not answer \((ENOTFOUND|EAI_AGAIN)\)$/,
    );
  });

  it('fails where an image of another width comes', async () => {
    const body = await square(36);
    await expect(deliveredBy(() => ({ status: 200, type: 'image/webp', body }))).rejects.toThrow(
      `${VIEW}: asked for 37 pixels, and 36 came`,
    );
  });

  it('fails where what comes is no image', async () => {
    const body = new TextEncoder().encode('<html>');
    await expect(deliveredBy(() => ({ status: 200, type: 'image/webp', body }))).rejects.toThrow(VIEW);
  });

  it.each([
    ['the master', /master/],
    ['an image without a signature', /\/\d+$/],
    ['another record', /^\/i\/(?!.*master).*\?/],
  ])('fails where anybody gets %s', async (what, open) => {
    const body = await square(37);
    let views = 0;
    const answer: Answer = (path) =>
      ++views === 1 || open.test(path) ? { status: 200, type: 'image/webp', body } : { status: 403 };
    await expect(deliveredBy(answer)).rejects.toThrow(`${REFUSED}: asked for ${what}, it answers 200`);
  });

  it('looks for no signature where anybody may see its images', async () => {
    const body = await square(37);
    const views: string[] = [];
    const answer: Answer = (path) => {
      views.push(path);
      return path.endsWith('/37') ? { status: 200, type: 'image/webp', body } : { status: 403 };
    };
    const unsigned = (text: string) =>
      text.replace(/(\{width\})\?[^"]+/, '$1').replace(/("delivery":\{[^}]*\}?[^}]*),"expiresAt":\d+/, '$1');
    expect(await deliveredBy(answer, unsigned)).toContain(REFUSED);
    expect(views).toEqual([expect.stringMatching(/\/37$/), expect.stringMatching(/\/master$/)]);
  });
});
