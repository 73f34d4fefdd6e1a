import { describe, expect, it } from 'vitest';
import type { StageConfig } from '../../lib/stages/stages.ts';
import type { UsersConfig, UsersPage } from '../../lib/stages/users.ts';
import { refusalOf } from './refusal-of.ts';

const USERS: UsersConfig = { issuer: 'https://id.a.example/', audience: 'intake', ticketsPerHour: 100 };
const PAGE: UsersPage = { clientId: 'page', scopes: ['openid'] };
const users = (changed: Partial<UsersConfig>) => ({ users: { ...USERS, ...changed } });
const page = (changed: Partial<UsersPage>) => users({ page: { ...PAGE, ...changed } });

describe('the users of a stage', () => {
  it('may be any of an issuer, with as much as they need', () => {
    expect(
      refusalOf(page({ origins: ['https://login.a.example:8443'], parameters: { resource: 'urn:x' } })),
    ).toBe('');
  });

  it.each<[string, Partial<StageConfig>, string]>([
    [
      'an issuer without TLS',
      users({ issuer: 'http://id.a.example' }),
      'users.issuer must begin with https://',
    ],
    [
      'an issuer on the laptop',
      users({ issuer: 'http://127.0.0.1:1' }),
      'users.issuer must begin with https://',
    ],
    [
      'an issuer on the laptop that says so',
      users({ issuer: 'http://127.0.0.1:1', loopback: true }),
      'users.loopback is for the local run',
    ],
    ['an issuer that is no URL', users({ issuer: 'id.a.example' }), 'users.issuer must be the URL'],
    ['an issuer with a query', users({ issuer: 'https://id.a.example/?a' }), 'users.issuer must be the URL'],
    ['an issuer with a user', users({ issuer: 'https://a@id.a.example' }), 'users.issuer must be the URL'],
    ['an issuer with a space', users({ issuer: 'https://id.a.example/ ' }), 'users.issuer must be the URL'],
    ['an issuer in capitals', users({ issuer: 'https://ID.a.example' }), 'users.issuer must be the URL'],
    [
      'users of any application',
      { users: { issuer: 'https://id.a.example', ticketsPerHour: 1 } },
      'users must have an audience or clientIds',
    ],
    [
      'users of no client',
      { users: { issuer: 'https://id.a.example', ticketsPerHour: 1, clientIds: [] } },
      'users must have an audience or clientIds',
    ],
    ['an audience of spaces', users({ audience: ' ', clientIds: ['a'] }), 'users.audience'],
    ['an audience with a space before it', users({ audience: ' a' }), 'users.audience'],
    ['an audience with a space after it', users({ audience: 'a ' }), 'users.audience'],
    [
      'the document in place of the issuer',
      users({ issuer: 'https://id.a.example/.well-known/openid-configuration' }),
      'users.issuer must not be',
    ],
    [
      'an issuer of opaque tokens',
      users({ issuer: 'https://accounts.google.com' }),
      'its access tokens are opaque',
    ],
    [
      'the issuer of any tenant',
      users({ issuer: 'https://login.microsoftonline.com/common/v2.0' }),
      'name yours',
    ],
    [
      'one user for all of an issuer',
      users({ userClaim: 'iss' }),
      'users.userClaim must tell one user from another',
    ],
    [
      'one user for all of a client',
      users({ userClaim: 'azp' }),
      'users.userClaim must tell one user from another',
    ],
    [
      'a page with a secret',
      page({ parameters: { client_secret: 'x' } }),
      'users.page.parameters: "client_secret" is a secret',
    ],
    [
      'an origin that adds to the policy',
      page({ origins: ['https://a;script-src'] }),
      'users.page.origins: "https://a;script-src"',
    ],
    ['two origins in one', page({ origins: ['https://a,b'] }), 'users.page.origins'],
    ['a page without scopes', page({ scopes: undefined as never }), 'users.page.scopes must have "openid"'],
    ['an empty audience', users({ audience: '' }), 'users.audience'],
    ['a client with a comma', users({ clientIds: ['a,b'] }), 'users.clientIds: "a,b"'],
    ['an empty client', users({ clientIds: [''] }), 'users.clientIds: ""'],
    ['no claim', users({ userClaim: '' }), 'users.userClaim'],
    ['no tickets', users({ ticketsPerHour: 0 }), 'users.ticketsPerHour'],
    ['half a ticket', users({ ticketsPerHour: 0.5 }), 'users.ticketsPerHour'],
    [
      'a page that is not there',
      { ...page({}), web: false },
      'users.page must be left out where web is false',
    ],
    ['a page of no client', page({ clientId: '' }), 'users.page.clientId'],
    [
      'a page whose client is not let in',
      users({ clientIds: ['other'], page: PAGE }),
      'users.clientIds must name users.page.clientId, "page", too',
    ],
    ['two scopes in one', page({ scopes: ['openid profile'] }), 'users.page.scopes: "openid profile"'],
    ['a page without openid', page({ scopes: ['email'] }), 'users.page.scopes must have "openid"'],
    [
      'a page with a state of its own',
      page({ parameters: { state: 'x' } }),
      'users.page.parameters: "state" is set by the page itself',
    ],
    [
      'an issuer’s endpoints at a path',
      page({ origins: ['https://a.example/oauth2'] }),
      'users.page.origins: "https://a.example/oauth2"',
    ],
    ['an issuer’s endpoints anywhere', page({ origins: ['https://*'] }), 'users.page.origins: "https://*"'],
  ])('are refused for %s in one sentence that names stage and field', (_what, fault, field) => {
    const message = refusalOf(fault);
    expect(message).toMatch(/^Stage "dev" in lib\/stages\/stages\.ts: [^\n]+\.$/);
    expect(message).toContain(field);
  });
});
