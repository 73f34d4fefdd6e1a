import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../support/test-issuer.ts';
import { App, Browser } from './app.ts';

const PAGE = 'http://127.0.0.1:3999/';
const CLIENT = 'image-intake-page';

const printed = (['log', 'info', 'warn', 'error'] as const).map((kind) => vi.spyOn(console, kind));

let issuer: TestIssuer;
let app: App;
beforeAll(async () => {
  issuer = await startTestIssuer();
  issuer.allow(PAGE);
  app = new App(issuer, PAGE);
});
afterAll(() => issuer?.stop());

const verified = (token: string) =>
  jwtVerify(token, createRemoteJWKSet(new URL('/jwks', issuer.url)), {
    issuer: issuer.url,
    audience: issuer.settings.audience!,
    typ: 'at+jwt',
    algorithms: ['ES256'],
  });

describe('the issuer of the laptop', () => {
  it('signs a user in by authorization code with PKCE, and its access token is a JWT for the API', async () => {
    const { access_token, id_token } = await app.signIn(new Browser(PAGE), 'ann');
    const { payload } = await verified(access_token);
    expect(payload).toMatchObject({ sub: 'ann', client_id: CLIENT });
    expect(payload.exp! - payload.iat!).toBe(3600);
    expect(decodeJwt(id_token!)).toMatchObject({ sub: 'ann', name: 'Ann', preferred_username: 'ann' });
  });

  it('knows who signed in before, and asks nothing then', async () => {
    const browser = new Browser(PAGE);
    await app.signIn(browser, 'ben');
    const again = await app.signIn(browser, 'nobody', { prompt: 'none' });
    expect(decodeJwt(again.access_token).sub).toBe('ben');
  });

  it('asks nothing with prompt=none, and says that somebody must sign in', async () => {
    await expect(app.signIn(new Browser(PAGE), 'ann', { prompt: 'none' })).rejects.toMatchObject({
      error: 'login_required',
    });
  });

  it('gives a refresh token that works once, and takes all of them back when one comes twice', async () => {
    const { refresh_token } = await app.signIn(new Browser(PAGE), 'ann');
    const second = await app.refresh(refresh_token!);
    expect((await verified(second.access_token)).payload.sub).toBe('ann');
    expect(second.refresh_token).not.toBe(refresh_token);
    await expect(app.refresh(refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(app.refresh(second.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('revokes a refresh token', async () => {
    const { refresh_token } = await app.signIn(new Browser(PAGE), 'ann');
    await app.revoke(refresh_token!);
    await expect(app.refresh(refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('ends the session and its refresh tokens, and leads back to the page, without a question', async () => {
    const browser = new Browser(PAGE);
    const { id_token, refresh_token } = await app.signIn(browser, 'ann');
    const url = new URL((await app.server()).end_session_endpoint!);
    url.search = new URLSearchParams({ id_token_hint: id_token!, post_logout_redirect_uri: PAGE }).toString();
    const html = await (await browser.go(url)).text();
    expect(html).toContain('<script>document.forms[0].submit()</script>');
    const [, action = ''] = /action="([^"]+)"/.exec(html) ?? [];
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(html) ?? [];
    expect(await (await browser.post(new URL(action), { xsrf, logout: 'yes' })).json()).toEqual({
      arrived: PAGE,
    });
    await expect(app.signIn(browser, 'ann', { prompt: 'none' })).rejects.toMatchObject({
      error: 'login_required',
    });
    await expect(app.refresh(refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it.each([
    ['without PKCE', { code_challenge: '', code_challenge_method: '' }, /PKCE/],
    ['for another page', { redirect_uri: 'http://127.0.0.1:3998/' }, /redirect_uri/],
  ])('signs nobody in %s', async (_, parameters, why) => {
    const url = new URL('/auth', issuer.url);
    const given = {
      client_id: CLIENT,
      redirect_uri: PAGE,
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      ...parameters,
    };
    url.search = new URLSearchParams(Object.entries(given).filter(([, value]) => value !== '')).toString();
    const answer = await new Browser(PAGE).go(url);
    expect(decodeURIComponent((await answer.text()).replaceAll('+', ' '))).toMatch(why);
  });

  it('is read by its page alone among the origins, but for what is public', async () => {
    const read = async (path: string, origin: string) => {
      const body = new URLSearchParams({
        client_id: CLIENT,
        grant_type: 'refresh_token',
        refresh_token: 'none',
      });
      const init = path === '/token' ? { method: 'POST', body } : {};
      const response = await fetch(issuer.url + path, { ...init, headers: { origin } });
      return response.headers.get('access-control-allow-origin');
    };
    const page = new URL(PAGE).origin;
    expect(await read('/token', page)).toBe(page);
    expect(await read('/token', 'https://elsewhere.test')).toBeNull();
    expect(await read('/.well-known/openid-configuration', 'https://elsewhere.test')).not.toBeNull();
  });

  it('gives an access token to whoever asks on this machine, for curl, and to no page', async () => {
    const response = await fetch(`${issuer.url}/token?user=ben`, {
      headers: { origin: new URL(PAGE).origin },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const { payload } = await verified(await response.text());
    expect(payload).toMatchObject({ sub: 'ben', client_id: CLIENT });
    const unknown = await fetch(`${issuer.url}/token?user=eve`);
    expect([unknown.status, await unknown.text()]).toEqual([404, '?user= must be ann or ben\n']);
  });

  it('prints nothing', () => {
    expect(issuer.requests.length).toBeGreaterThan(10);
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
  });
});

describe('for tests the issuer', () => {
  it('mints tokens like its own, and spoilt ones', async () => {
    expect((await verified(await issuer.mint({ user: 'ben' }))).payload.sub).toBe('ben');
    await expect(verified(await issuer.mint({ seconds: -10 }))).rejects.toMatchObject({
      code: 'ERR_JWT_EXPIRED',
    });
    await expect(verified(await issuer.mint({ claims: { aud: 'other' } }))).rejects.toThrow('"aud"');
    expect(decodeProtectedHeader(await issuer.mint({ header: { kid: 'x' } })).kid).toBe('x');
  });

  it('changes its keys, and nobody is signed out by it', async () => {
    const browser = new Browser(PAGE);
    await app.signIn(browser, 'ann');
    const old = issuer.key();
    const minted = await issuer.mint();
    const { kid } = issuer.rotate();
    expect(kid).not.toBe(old.kid);
    await expect(verified(minted)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    const { access_token } = await app.signIn(browser, 'nobody', { prompt: 'none' });
    expect((await verified(access_token)).protectedHeader.kid).toBe(kid);
    issuer.rotate(true);
    expect((await verified(access_token)).protectedHeader.kid).toBe(kid);
  });

  it('stops answering', async () => {
    issuer.be('gone');
    await expect(fetch(`${issuer.url}/jwks`)).rejects.toThrow();
    issuer.be('silent');
    await expect(fetch(`${issuer.url}/jwks`, { signal: AbortSignal.timeout(200) })).rejects.toThrow();
    issuer.be(503);
    expect((await fetch(`${issuer.url}/jwks`)).status).toBe(503);
    issuer.be('well');
    expect((await fetch(`${issuer.url}/jwks`)).status).toBe(200);
  });
});
