import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UsersConfig } from '../../../web/config.ts';
import { createIssuer, type Issuer, isPassing, isQuestionNeeded } from '../../../web/users/issuer.ts';
import { signInWords } from '../../../web/users/words.ts';
import { startTestIssuer, type TestIssuer } from '../../support/test-issuer.ts';
import { Browser } from '../../tools/local/users/app.ts';

const PAGE = 'http://127.0.0.1:3999/';

let there: TestIssuer;
let issuer: Issuer;
let users: UsersConfig;
beforeAll(async () => {
  there = await startTestIssuer();
  there.allow(PAGE);
  const { clientId, scopes, parameters = {} } = there.settings.page!;
  users = { issuer: there.url, clientId, scopes: [...scopes], parameters };
  issuer = createIssuer(users, PAGE, fetch);
});
afterAll(() => there?.stop());

/** What the person comes back with. */
async function wayOf(url: string, browser = new Browser(PAGE), user = 'ann'): Promise<URLSearchParams> {
  let answer = await browser.go(new URL(url));
  if (answer.headers.get('content-type')?.startsWith('text/html')) {
    const [, action = ''] = /action="([^"]+)"/.exec(await answer.text()) ?? [];
    answer = await browser.post(new URL(action, there.url), { user });
  }
  return new URL(((await answer.json()) as { arrived: string }).arrived).searchParams;
}

const signedIn = async () => {
  const { url, attempt } = await issuer.begin('/');
  return issuer.redeem(await wayOf(url), attempt);
};

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('It did not fail.'),
    (error: unknown) => error,
  );

describe('the page at its issuer', () => {
  it('asks by authorization code with PKCE, for what config.json says, and keeps no token for it', async () => {
    const { url, attempt } = await issuer.begin('/?q=x', 'login');
    const asked = Object.fromEntries(new URL(url).searchParams);
    expect(asked).toMatchObject({
      response_type: 'code',
      client_id: users.clientId,
      redirect_uri: PAGE,
      scope: 'openid profile email',
      resource: 'urn:image-intake:local',
      code_challenge_method: 'S256',
      prompt: 'login',
      state: attempt.state,
      nonce: attempt.nonce,
    });
    expect(asked.code_challenge).not.toBe(attempt.verifier);
    expect(attempt).toMatchObject({ address: '/?q=x', silent: false });
  });

  it('knows who came back, and has tokens for the API', async () => {
    const { person, accessToken, refreshToken, expiresAt } = await signedIn();
    expect(person).toEqual({ id: 'ann', name: 'ann' });
    expect(decodeJwt(accessToken)).toMatchObject({ aud: 'urn:image-intake:local', sub: 'ann' });
    expect(refreshToken).toBeTruthy();
    expect(expiresAt! - Date.now()).toBeGreaterThan(3_500_000);
  });

  it('takes another access token for the same person, and the refresh token that comes with it', async () => {
    const before = await signedIn();
    const now = await issuer.refresh(before.refreshToken!, before);
    expect(now.person).toEqual(before.person);
    expect(now.accessToken).not.toBe(before.accessToken);
    expect(now.refreshToken).not.toBe(before.refreshToken);
    const other = { ...now, person: { id: 'ben', name: 'Ben' } };
    await expect(issuer.refresh(now.refreshToken!, other)).rejects.toThrow('somebody else');
  });

  it('takes a refresh token back', async () => {
    const signed = await signedIn();
    await issuer.revoke(signed.refreshToken!);
    const error = await failureOf(issuer.refresh(signed.refreshToken!, signed));
    expect(isPassing(error)).toBe(false);
  });

  it('ends the session where the issuer says, and comes back', async () => {
    const { idToken } = await signedIn();
    const url = new URL(issuer.endUrl(idToken)!);
    expect(url.origin).toBe(there.url);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      id_token_hint: idToken,
      client_id: users.clientId,
      post_logout_redirect_uri: PAGE,
    });
  });

  it('is told when somebody would have to be asked', async () => {
    const { url, attempt } = await issuer.begin('/', 'none');
    const error = await failureOf(issuer.redeem(await wayOf(url), attempt));
    expect([isQuestionNeeded(error), isPassing(error)]).toEqual([true, false]);
  });

  it.each<[string, (given: URLSearchParams) => void]>([
    ['another state', (given) => given.set('state', 'forged')],
    ['no state', (given) => given.delete('state')],
    ['two states', (given) => given.append('state', 'forged')],
    ['another code', (given) => given.set('code', 'forged')],
    ['no code', (given) => given.delete('code')],
    ['another issuer', (given) => given.set('iss', 'https://elsewhere.test')],
  ])('takes nobody who comes back with %s', async (_, spoil) => {
    const { url, attempt } = await issuer.begin('/');
    const callback = await wayOf(url);
    spoil(callback);
    const error = await failureOf(issuer.redeem(callback, attempt));
    expect(isPassing(error)).toBe(false);
    expect(signInWords(error)).toMatch(/^The .+\. .+\.$/);
  });

  it.each([
    ['nonce', { nonce: 'forged' }],
    ['verifier', { verifier: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' }],
  ])('takes nobody whose %s is another', async (_, change) => {
    const { url, attempt } = await issuer.begin('/');
    const callback = await wayOf(url);
    await expect(issuer.redeem(callback, { ...attempt, ...change })).rejects.toThrow();
  });

  it('does not wait for an issuer that takes a refresh token no more', async () => {
    const signed = await signedIn();
    there.be('refusing');
    const error = await failureOf(issuer.refresh(signed.refreshToken!, signed));
    there.be('well');
    expect(isPassing(error)).toBe(false);
    expect(signInWords(error)).toContain('refused it (invalid_grant)');
  });

  it.each(['gone', 503, 429] as const)('that is %s is waited for', async (condition) => {
    const signed = await signedIn();
    const fresh = createIssuer(users, PAGE, fetch);
    there.be(condition);
    const failures = [
      await failureOf(fresh.begin('/')),
      await failureOf(issuer.refresh(signed.refreshToken!, signed)),
    ];
    there.be('well');
    expect(failures.map(isPassing)).toEqual([true, true]);
    expect(signInWords(failures[0])).toContain('cannot be reached');
    expect((await issuer.refresh(signed.refreshToken!, signed)).person.id).toBe('ann');
    expect((await fresh.begin('/')).url).toContain(there.url);
  });
});
