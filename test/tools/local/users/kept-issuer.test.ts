import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startIssuer } from '../../../../tools/local/users/issuer.ts';
import { givenFolder } from '../../../local/data/given-folder.ts';
import { App, Browser } from './app.ts';

const PAGE = 'http://127.0.0.1:3999/';

describe('the issuer of a folder', () => {
  it('has after a kill the URL, keys, sessions and refresh tokens that it had', async () => {
    const folder = givenFolder();
    const before = await startIssuer({ data: folder.open() });
    before.allow(PAGE);
    const browser = new Browser(PAGE);
    const { access_token, refresh_token } = await new App(before, PAGE).signIn(browser, 'ann');
    const data = folder.afterKill();
    await before.stop();

    const after = await startIssuer({ data });
    onTestFinished(after.stop);
    after.allow(PAGE);
    expect(after.url).toBe(before.url);
    // Until connections of before are known to be closed.
    const answers = () =>
      fetch(`${after.url}/jwks`).then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(answers).toBe(true);
    const keys = createRemoteJWKSet(new URL('/jwks', after.url));
    expect((await jwtVerify(access_token, keys)).payload.sub).toBe('ann');
    const again = new App(after, PAGE);
    expect(decodeJwt((await again.refresh(refresh_token!)).access_token).sub).toBe('ann');
    const silent = await again.signIn(browser, 'nobody', { prompt: 'none' });
    expect(decodeJwt(silent.access_token).sub).toBe('ann');
  });

  it('takes no other port than it had by itself', async () => {
    const folder = givenFolder();
    const before = await startIssuer({ data: folder.open() });
    onTestFinished(before.stop);
    await expect(startIssuer({ data: folder.afterKill() })).rejects.toThrow(
      /^port \d+, which the issuer had in .*, is in use; free it, or take another one with --users-port/,
    );
  });
});
