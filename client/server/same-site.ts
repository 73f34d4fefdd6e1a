import { Refusal } from './refusal.ts';

/** Origins as browsers write them. @throws TypeError for what no browser ever sends */
export function checkedOrigins(origins: readonly string[]): ReadonlySet<string> {
  return new Set(
    origins.map((text) => {
      const url = parseUrl(text);
      if (url && /^https?:\/\/[^*]+$/.test(url.origin) && url.href === `${url.origin}/`) return url.origin;
      throw new TypeError(`origins must be such as https://app.example, and ${text} is none`);
    }),
  );
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/**
 * Whether the page of an origin is one of the request's own host, for browsers that do not say so. A server behind a proxy
 * does not see its own name in the URL: `X-Forwarded-Host` and `Host` tell it. No page can set either on a request to another
 * site, not without a preflight that is refused. What the URL says counts without these alone: a server may have made
 * it of a path.
 */
function isOwn(origin: string, { url, headers }: Request): boolean {
  const page = parseUrl(origin);
  if (!page) return false;
  // Of several proxies the first one was asked by the browser.
  const first = (name: string) => headers.get(name)?.split(',')[0]?.trim();
  const hosts = [first('x-forwarded-host'), headers.get('host') ?? new URL(url).host];
  // Whoever sits on the line can make pages of http:// for any host.
  const secure = first('x-forwarded-proto') === 'https' || url.startsWith('https:');
  if (secure && page.protocol !== 'https:') return false;
  // By the page's scheme, so that its port by default is left out.
  return hosts.some((host) => host && parseUrl(`${page.protocol}//${host}`)?.origin === page.origin);
}

/**
 * Refuses what the pages of others send. A browser adds the cookies of the app to whatever any page asks of it, and says
 * in `Sec-Fetch-Site`, or in `Origin` if it is old or the app has no TLS, which page that was; a program sends neither, and
 * has nobody else's cookies. https://owasp.org/www-community/attacks/csrf, https://www.w3.org/TR/fetch-metadata/
 * @param others origins of further pages that may use the route
 * @returns the origin that is to be told that it may read the answer, if there is one
 * @throws Refusal 403 `CrossSiteRequest`
 */
export function allowedOrigin(request: Request, others: ReadonlySet<string>): string | undefined {
  const origin = request.headers.get('origin');
  if (origin !== null && others.has(origin)) return origin;
  const site = request.headers.get('sec-fetch-site');
  const own =
    site === null ? origin === null || isOwn(origin, request) : site === 'same-origin' || site === 'none';
  if (own) return undefined;
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
