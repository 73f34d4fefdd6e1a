import { contentSecurityPolicy, type PageOrigins } from '../../../web/content-security-policy.ts';

/** Seconds: two years, as browsers' preload lists want it. */
export const HSTS_SECONDS = 63_072_000;

/** Of what is named by a hash of itself. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';
/** Of what keeps its name: asked for anew each time, and mostly answered by 304. */
export const REVALIDATED = 'no-cache';

/**
 * The headers of every answer of the page but `Strict-Transport-Security`, which only means something over TLS.
 * @param origins that the page talks to
 */
export function pageHeaders(origins: PageOrigins) {
  return {
    'Content-Security-Policy': contentSecurityPolicy(origins),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}
