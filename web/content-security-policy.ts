/** Origins that the page talks to, where they are not its own. */
export interface PageOrigins {
  api: string;
  /** Of originals and thumbnails. */
  storage: string;
  /** Of images in other widths, where the stage delivers them. */
  images?: string | undefined;
  /** Of the issuer that signs users in. */
  signIn?: readonly string[];
}

/**
 * The page's Content-Security-Policy: nothing but its own files, its API, where its images are, and who signs its users
 * in. `data:` and `blob:` are pictures only: placeholders, and previews of files yet to go up. Imports nothing, so that
 * whatever serves the page can take it from here.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
export function contentSecurityPolicy({ api, storage, images = "'self'", signIn = [] }: PageOrigins): string {
  const sources = (...all: string[]) => [...new Set(all)].join(' ');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
    `img-src ${sources("'self'", 'blob:', 'data:', storage, images)}`,
    `connect-src ${sources("'self'", api, storage, ...signIn)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
