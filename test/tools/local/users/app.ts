import * as oauth from 'oauth4webapi';
import type { Issuer } from '../../../../tools/local/users/issuer.ts';

const insecure = { [oauth.allowInsecureRequests]: true };
const noSecret = oauth.None();

/** The cookies of a browser, and its way through redirects, until it comes back to the page. */
export class Browser {
  readonly cookies = new Map<string, string>();

  readonly page: string;

  constructor(page: string) {
    this.page = page;
  }

  async go(url: URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, { ...init, headers: { ...init.headers, cookie }, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split(/=(.*)/);
      if (/expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (!location) return response;
    const next = new URL(location, url);
    return next.href.startsWith(this.page) ? Response.json({ arrived: next.href }) : this.go(next);
  }

  post = (url: URL, fields: Record<string, string>) =>
    this.go(url, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
}

/** An app that signs in by a public client. Its tokens are for the API. */
export class App {
  readonly issuer: Issuer;
  readonly page: string;
  readonly client: oauth.Client;
  readonly additionalParameters: { resource: string };

  constructor(issuer: Issuer, page: string) {
    this.issuer = issuer;
    this.page = page;
    this.client = { client_id: issuer.settings.page!.clientId };
    this.additionalParameters = { resource: issuer.settings.audience! };
  }

  async server(): Promise<oauth.AuthorizationServer> {
    const url = new URL(this.issuer.url);
    return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure));
  }

  /** Signs in by authorization code with PKCE. */
  async signIn(browser: Browser, user: string, parameters: Record<string, string> = {}) {
    const server = await this.server();
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const nonce = oauth.generateRandomNonce();
    const url = new URL(server.authorization_endpoint!);
    url.search = new URLSearchParams({
      client_id: this.client.client_id,
      redirect_uri: this.page,
      response_type: 'code',
      scope: 'openid profile email',
      resource: this.additionalParameters.resource,
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...parameters,
    }).toString();
    let answer = await browser.go(url);
    if (answer.headers.get('content-type')?.startsWith('text/html')) {
      const [, action = ''] = /action="([^"]+)"/.exec(await answer.text()) ?? [];
      answer = await browser.post(new URL(action, this.issuer.url), { user });
    }
    const { arrived } = (await answer.json()) as { arrived: string };
    const callback = oauth.validateAuthResponse(server, this.client, new URL(arrived), state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      this.client,
      noSecret,
      callback,
      this.page,
      verifier,
      {
        ...insecure,
        additionalParameters: this.additionalParameters,
      },
    );
    return oauth.processAuthorizationCodeResponse(server, this.client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
  }

  async refresh(refreshToken: string) {
    const server = await this.server();
    const response = await oauth.refreshTokenGrantRequest(server, this.client, noSecret, refreshToken, {
      ...insecure,
      additionalParameters: this.additionalParameters,
    });
    return oauth.processRefreshTokenResponse(server, this.client, response);
  }

  async revoke(refreshToken: string): Promise<void> {
    const server = await this.server();
    const response = await oauth.revocationRequest(server, this.client, noSecret, refreshToken, insecure);
    await oauth.processRevocationResponse(response);
  }
}
