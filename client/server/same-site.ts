import { Refusal } from './refusal.ts';

/**
 * Whether the request's own origin, by what the browser was told, is that of the page which sent it. A server behind a
 * proxy does not see its own name in the URL: `Host` and `X-Forwarded-Host` tell it. No page can set either on a request to
 * another site, not without a preflight that is refused.
 */
function isOwn(origin: string, request: Request): boolean {
  const { host } = new URL(request.url);
  const hosts = [
    host,
    request.headers.get('host'),
    request.headers.get('x-forwarded-host')?.split(',')[0]?.trim(),
  ];
  return URL.canParse(origin) && hosts.includes(new URL(origin).host);
}

/**
 * Refuses what the pages of others send. A browser adds the cookies of the app to whatever any page asks of it, and says
 * in `Origin` and `Sec-Fetch-Site` which page that was; a program sends neither, and has nobody else's cookies.
 * https://owasp.org/www-community/attacks/csrf, https://www.w3.org/TR/fetch-metadata/
 * @param origins of further pages that may use the route
 * @returns the origin that is to be told that it may read the answer, if there is one
 * @throws Refusal 403 `CrossSiteRequest`
 */
export function allowedOrigin(request: Request, origins: readonly string[]): string | undefined {
  const origin = request.headers.get('origin');
  if (origin !== null && origins.includes(origin)) return origin;
  const site = request.headers.get('sec-fetch-site');
  const foreign = origin === null ? site === 'cross-site' || site === 'same-site' : !isOwn(origin, request);
  if (!foreign) return undefined;
  throw new Refusal(403, 'CrossSiteRequest', 'Pages of other sites may not use this.');
}

/** What lets a page of an allowed origin send its cookies, and read the answer. */
export function corsHeaders(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'Allow, ETag, Location, Retry-After',
    vary: 'Origin',
  };
}

/** The answer to the preflight of an allowed origin. */
export function preflightAnswer(origin: string): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...corsHeaders(origin),
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': 'content-type, if-match, idempotency-key',
      'access-control-max-age': '7200',
    },
  });
}
