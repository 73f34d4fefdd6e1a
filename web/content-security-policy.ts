/**
 * The page's Content-Security-Policy: nothing but its own files, its API, and the storage that images are in.
 * `data:` and `blob:` are pictures only: placeholders, and previews of files yet to go up. Imports nothing, so that
 * whatever serves the page can take it from here.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 * @param origins Of the API and of the storage, where they are not the page's own.
 */
export function contentSecurityPolicy(origins: { api: string; storage: string }): string {
  const sources = (...all: string[]) => [...new Set(all)].join(' ');
  const { api, storage } = origins;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
    `img-src ${sources("'self'", 'blob:', 'data:', storage)}`,
    `connect-src ${sources("'self'", api, storage)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
