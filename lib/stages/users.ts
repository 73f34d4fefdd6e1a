/** Who signs the users of a stage in, and what each may do. */
export interface UsersConfig {
  /** The OpenID Connect issuer, spelt as its discovery document and its tokens spell it: with or without a last slash. */
  issuer: string;
  /** What `aud` of an access token must have. This or `clientIds` must be given; where both are, both must fit. */
  audience?: string;
  /** Clients whose access tokens are taken, by `client_id` (`azp`, `cid` or `appid` where an issuer names it so). */
  clientIds?: readonly string[];
  /** The claim that tells one user from another, `sub` by default: never changed, and never given to somebody else. */
  userClaim?: string;
  /** Upload tickets that one user may take in an hour of the clock. */
  ticketsPerHour: number;
  /** Lets the uploader page sign its users in, in place of asking for the API key. */
  page?: UsersPage;
  /** The issuer is on this machine, by plain HTTP: for the local run alone. */
  loopback?: true;
}

/** What the page needs to sign users in by authorization code with PKCE. */
export interface UsersPage {
  /** Of a public client, without a secret, whose redirect URI is the page's own URL. */
  clientId: string;
  scopes: readonly string[];
  /** Further parameters of the authorization request: `audience` for Auth0, `resource` for those that follow RFC 8707. */
  parameters?: Readonly<Record<string, string>>;
  /** Origins, beside the issuer's own, at which it has its endpoints: a Cognito user pool's domain. */
  origins?: readonly string[];
}

/** The client that users sign in by: the page's, or the only one; undefined where there are several, or any will do. */
export function clientIdOf({
  page,
  clientIds = [],
}: Pick<UsersConfig, 'page' | 'clientIds'>): string | undefined {
  return page?.clientId ?? (clientIds.length === 1 ? clientIds[0] : undefined);
}

/** `localhost` is no loopback address, but a name. https://www.rfc-editor.org/rfc/rfc8252#section-8.3 */
const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\])$/;
/** Issuers that look right, and whose access tokens nothing could check. */
const UNFIT: readonly (readonly [RegExp, string])[] = [
  [/\/\.well-known\//, 'name the issuer, whose discovery document is found below it'],
  [/^https:\/\/accounts\.google\.com\/?$/, 'its access tokens are opaque (docs/users.md says what to do)'],
  [
    /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\b/,
    'its tokens name their own tenant as issuer; name yours',
  ],
];
/** What the page itself puts into an authorization request. */
const OWN_PARAMETERS =
  /^(client_id|code_challenge|code_challenge_method|id_token_hint|nonce|prompt|redirect_uri|request|request_uri|response_mode|response_type|scope|state)$/;
/** What a public page cannot keep to itself. */
const SECRETS = /^(client_secret|client_assertion|password)$/;
/** Claims that are of the token, its client or its audience, and so the same for many. */
const OF_TOKENS =
  /^(iss|aud|exp|nbf|iat|jti|client_id|azp|cid|appid|scope|scp|typ|token_use|nonce|auth_time|acr|amr|azpacr|ver|tid|roles)$/;
/** One word of a scope, RFC 6749, section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
/** What is handed over in a list with spaces. */
const NAME = /^[\x21-\x7e]{1,256}$/;

/**
 * What is wrong with a stage's users.
 * @param runsOn - where: only a stage on this machine may have its issuer here
 */
export function faultsOfUsers(
  users: UsersConfig | false | undefined,
  web: object | false,
  runsOn: 'lambda' | 'this',
): string[] {
  if (!users) return [];
  const { audience, clientIds = [], userClaim = 'sub', ticketsPerHour, page } = users;
  const faults = faultsOfIssuer(users, runsOn);
  if (audience === undefined && clientIds.length === 0)
    faults.push(
      'users must have an audience or clientIds: else tokens for any other application would be taken',
    );
  if (audience !== undefined && !/^(?! )[\x20-\x7e]{1,256}(?<! )$/.test(audience))
    faults.push('users.audience must be 1 to 256 printable ASCII characters, without spaces around them');
  for (const id of clientIds.filter((id) => !NAME.test(id) || id.includes(',')))
    faults.push(`users.clientIds: "${id}" must be 1 to 256 visible ASCII characters without a comma`);
  if (clientIds.length > 20) faults.push('users.clientIds must name at most 20 clients');
  if (!/^[\x21-\x7e]{1,128}$/.test(userClaim))
    faults.push(`users.userClaim must be the name of a claim, not "${userClaim}"`);
  if (OF_TOKENS.test(userClaim))
    faults.push(`users.userClaim must tell one user from another, which "${userClaim}" does not`);
  if (!Number.isInteger(ticketsPerHour) || ticketsPerHour < 1 || ticketsPerHour > 1_000_000)
    faults.push(`users.ticketsPerHour must be a whole number from 1 to 1000000, not ${ticketsPerHour}`);
  if (page) faults.push(...faultsOfPage(page, users, web));
  return faults;
}

function faultsOfIssuer({ issuer, loopback }: UsersConfig, runsOn: 'lambda' | 'this'): string[] {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  // As the tokens of the issuer must have it, letter by letter.
  const plain =
    url &&
    /^[\x21-\x7e]+$/.test(issuer) &&
    !/[?#@]/.test(issuer) &&
    url.href.replace(/\/$/, '') === issuer.replace(/\/$/, '');
  if (!url || !plain)
    return [
      `users.issuer must be the URL of an OpenID Connect issuer, without query and fragment, not "${issuer}"`,
    ];
  const unfit = UNFIT.find(([pattern]) => pattern.test(issuer));
  if (unfit) return [`users.issuer must not be "${issuer}": ${unfit[1]}`];
  if (loopback) {
    if (runsOn === 'lambda')
      return [
        'users.loopback is for the local run: on AWS users.issuer must be an https issuer that Lambda reaches',
      ];
    return url.protocol === 'http:' && LOOPBACK.test(url.hostname)
      ? []
      : [`users.issuer must be http://127.0.0.1:port with users.loopback, not "${issuer}"`];
  }
  return url.protocol === 'https:' ? [] : [`users.issuer must begin with https://, not "${issuer}"`];
}

function faultsOfPage(
  { clientId, scopes = [], parameters = {}, origins = [] }: UsersPage,
  { clientIds = [] }: UsersConfig,
  web: object | false,
): string[] {
  const faults: string[] = [];
  if (web === false) faults.push('users.page must be left out where web is false: there is no page');
  if (!NAME.test(clientId)) faults.push(`users.page.clientId must be the id of a client, not "${clientId}"`);
  if (clientIds.length > 0 && !clientIds.includes(clientId))
    faults.push(`users.clientIds must name users.page.clientId, "${clientId}", too`);
  for (const scope of scopes.filter((each) => !SCOPE.test(each)))
    faults.push(`users.page.scopes: "${scope}" must be one scope, without spaces, quotes and backslashes`);
  for (const name of Object.keys(parameters).filter((each) => SECRETS.test(each)))
    faults.push(`users.page.parameters: "${name}" is a secret, and everybody reads what the page is told`);
  if (!scopes.includes('openid')) faults.push('users.page.scopes must have "openid"');
  for (const name of Object.keys(parameters).filter((each) => OWN_PARAMETERS.test(each)))
    faults.push(`users.page.parameters: "${name}" is set by the page itself`);
  for (const origin of origins.filter((each) => !isHttpsOrigin(each)))
    faults.push(`users.page.origins: "${origin}" must be an origin, https://host[:port], without a path`);
  return faults;
}

function isHttpsOrigin(text: string): boolean {
  // It stands in a header: nothing that could end it.
  return /^https:\/\/[a-z0-9.-]+(:\d+)?$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
