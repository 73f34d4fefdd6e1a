import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages/stages.ts';
import { findChromium, NO_CHROMIUM } from '../../tools/browser/chromium.ts';
import { IN_A_BROWSER } from '../support/in-a-browser.ts';
import { type PageSession, startPageSession } from '../support/page-session.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../support/synthesized.ts';

const chromium = findChromium();

/** The local run has no WAF: the browser is given the answers that the template declares for a stage with two origins. */
describe.skipIf(!chromium)(chromium ? 'a refused page in the browser' : NO_CHROMIUM, IN_A_BROWSER, () => {
  let session: PageSession;
  let page: Page;
  beforeAll(async () => {
    session = await startPageSession(chromium!);
  });
  afterEach(() => page.context().close());
  afterAll(() => session?.stop());

  /** A tab whose key is stored, and whose lists are answered by `answers` first, each once, then by the service. */
  async function givenAnswers(...answers: Answer[]): Promise<() => number> {
    page = await session.newTab();
    let lists = 0;
    await page.route(`${session.run.baseUrl}/metadata?**`, (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      lists += 1;
      const answer = answers.shift();
      return answer ? route.fulfill(answer) : route.continue();
    });
    await page.evaluate(`sessionStorage.setItem('image-intake.key', '${session.run.apiKey}')`);
    await page.reload();
    return () => lists;
  }
  const storedKey = () => page.evaluate(`sessionStorage.getItem('image-intake.key')`);
  const summary = (text: RegExp) => page.locator('#summary').filter({ hasText: text }).waitFor();

  it('tells what the firewall refused, asks once, and keeps the key', async () => {
    const lists = await givenAnswers(gatewayAnswer('WAF_FILTERED'));
    await summary(/firewall/);
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await storedKey()).toBe(session.run.apiKey);
    expect(lists()).toBe(1);
    await page.getByRole('button', { name: 'Try again' }).click();
    await summary(/No images yet/);
  });

  it('waits out the rate limit of the firewall, as long as it asks, and keeps the key', async () => {
    const lists = await givenAnswers(rateAnswer(2));
    const start = Date.now();
    await summary(/No images yet/);
    expect(Date.now() - start).toBeGreaterThanOrEqual(1900);
    expect(await storedKey()).toBe(session.run.apiKey);
    expect(lists()).toBe(2);
  });

  it('asks for another key when the key is wrong, and for that alone', async () => {
    await givenAnswers(gatewayAnswer('INVALID_API_KEY'));
    await page.getByRole('dialog').getByText('The service does not accept this key').waitFor();
    expect(await storedKey()).toBeNull();
  });
});

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const ORIGINS = ['https://a.example', 'https://b.example'];
const trial = { ...stages.dev!, allowedOrigins: ORIGINS, firewall: { requestsPer5Minutes: 10 } };
const { api } = templatesOf(synthesize('trial', { stages: { trial } }));

/** As API Gateway answers an error of its own to the page, whose origin it repeats. */
function gatewayAnswer(type: string): Answer {
  const [, { Properties }] = resourcesOf(api!, 'AWS::ApiGateway::GatewayResponse').find(
    ([, { Properties }]) => Properties.ResponseType === type,
  )!;
  const headers = Object.entries<string>(Properties.ResponseParameters).map(([name, value]) => [
    name.replace('gatewayresponse.header.', ''),
    value === 'method.request.header.Origin' ? '*' : value.replaceAll("'", ''),
  ]);
  return {
    status: Number(Properties.StatusCode),
    headers: Object.fromEntries([...headers, ['Content-Type', 'application/json']]),
    body: Properties.ResponseTemplates['application/json'].replace('$context.requestId', 'r-1'),
  };
}

/** As WAF answers an address that asks for too much; only sooner over. */
function rateAnswer(retryAfterSeconds: number): Answer {
  const { Rules, CustomResponseBodies } = theOnly(api!, 'AWS::WAFv2::WebACL').Properties;
  const { ResponseCode, ResponseHeaders, CustomResponseBodyKey } = Rules[0].Action.Block.CustomResponse;
  const headers = ResponseHeaders.map(({ Name, Value }: { Name: string; Value: string }) => [Name, Value]);
  const over = [
    ['Retry-After', String(retryAfterSeconds)],
    ['Content-Type', 'application/json'],
  ];
  return {
    status: ResponseCode,
    headers: Object.fromEntries([...headers, ...over]),
    body: CustomResponseBodies[CustomResponseBodyKey].Content,
  };
}
