import type { StageConfig } from '../../stages/stages.ts';

/** `config.json` beside the page: what `web/config.ts` reads. */
export function pageConfig({ maxUploadBytes, allowedTypes, users }: StageConfig, apiBaseUrl: string) {
  const config = { apiBaseUrl, maxUploadBytes, allowedTypes: [...allowedTypes] };
  if (users === false || users.page === undefined) return config;
  const { clientId, scopes, parameters = {} } = users.page;
  return { ...config, users: { issuer: users.issuer, clientId, scopes: [...scopes], parameters } };
}

/** Where the page talks to the issuer of its users. */
export function signInOrigins({ users }: Pick<StageConfig, 'users'>): string[] {
  if (users === false || users.page === undefined) return [];
  return [new URL(users.issuer).origin, ...(users.page.origins ?? [])];
}
