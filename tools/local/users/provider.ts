import type { JWK } from 'jose';
import Provider, { type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import type { createMemory } from './memory.ts';
import { headersOf, notePage, signOutPage } from './pages.ts';
import type { LocalUser } from './people.ts';

/** Seconds. */
const HOUR = 3600;
const DAY = 24 * HOUR;

export interface ProviderOptions {
  url: string;
  users: readonly LocalUser[];
  /** The resource indicator (RFC 8707) of the API, `aud` of its access tokens. */
  audience: string;
  /** The page's, a public client. */
  clientId: string;
  /** Where pages are that sign users in; more may come. */
  pages: ReadonlySet<string>;
  /** To sign with, private ones; the first signs. */
  keys: readonly JWK[];
  accessTokenSeconds: number;
  memory: ReturnType<typeof createMemory>;
  /** Signs cookies. */
  cookieKey: string;
}

/** Where a person picks who they are. */
export const SIGN_IN = '/sign-in/';
/** What `getResourceServerInfo` says of the API. */
export const resourceServer = ({ audience, accessTokenSeconds }: ProviderOptions) => ({
  audience,
  scope: '',
  accessTokenTTL: accessTokenSeconds,
  accessTokenFormat: 'jwt' as const,
  jwt: { sign: { alg: 'ES256' as const } },
});

/**
 * An OpenID Connect issuer for one public client, with everything that an issuer of one's own would have to be told.
 * https://github.com/panva/node-oidc-provider/blob/main/docs/README.md
 */
export function createProvider(options: ProviderOptions): Provider {
  const { url, users, audience, clientId, pages, keys, memory } = options;
  const port = new URL(url).port;
  const origins = () => new Set([...pages].map((page) => new URL(page).origin));
  const show = (ctx: KoaContextWithOIDC, html: string) => {
    ctx.set(headersOf(origins()));
    ctx.body = html;
  };
  const configuration: Configuration = {
    adapter: (model) => {
      if (model !== 'Client') return memory(model);
      // A page that comes later is known from then on.
      return {
        ...memory(model),
        find: async (id) => (id === clientId ? clientOf(clientId, pages) : undefined),
      };
    },
    jwks: { keys: [...keys] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    // Of other issuers on this address, and of other runs: browsers part cookies by host, not by port.
    cookies: {
      keys: [options.cookieKey],
      names: {
        session: `issuer-${port}-session`,
        interaction: `issuer-${port}-interaction`,
        resume: `issuer-${port}-resume`,
      },
    },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'] },
    // In the ID token too, not at the userinfo endpoint alone.
    conformIdTokenClaims: false,
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => audience,
        getResourceServerInfo: async () => resourceServer(options),
        useGrantedResource: async () => false,
      },
      revocation: { enabled: true, allowedPolicy: async () => true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => show(ctx, signOutPage(form)),
        postLogoutSuccessSource: (ctx) => show(ctx, notePage('Signed out', 'You are signed out.')),
      },
    },
    clientBasedCORS: (_ctx, origin) => origins().has(origin),
    findAccount: (_ctx, id) => accountOf(users, id),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId,
        accountId: ctx.oidc.session!.accountId!,
      });
      grant.addOIDCScope('openid profile email offline_access');
      grant.addResourceScope(audience, '');
      await grant.save();
      return grant;
    },
    interactions: { url: (_ctx, { uid }) => `${SIGN_IN}${uid}` },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    renderError: (ctx, { error, error_description: description = '' }) =>
      show(ctx, notePage('Signing in failed', `${description} (${error})`)),
    ttl: {
      AccessToken: options.accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: DAY,
      IdToken: HOUR,
      Interaction: HOUR,
      RefreshToken: DAY,
      Session: DAY,
    },
  };
  return new Provider(url, configuration);
}

function clientOf(clientId: string, pages: ReadonlySet<string>) {
  return {
    client_id: clientId,
    token_endpoint_auth_method: 'none' as const,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
    redirect_uris: [...pages],
    post_logout_redirect_uris: [...pages],
  };
}

function accountOf(users: readonly LocalUser[], id: string) {
  const user = users.find((each) => each.id === id);
  if (!user) return undefined;
  const { name } = user;
  return {
    accountId: id,
    claims: async () => ({ sub: id, name, preferred_username: id, email: `${id}@example.com` }),
  };
}
