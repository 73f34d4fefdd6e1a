import { expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../web/content-security-policy.ts';

it('the Content-Security-Policy takes no inline script and no inline style', () => {
  const policy = contentSecurityPolicy({ api: 'https://api.test', storage: 'https://s3.test' });
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("style-src 'self';");
  expect(policy).not.toMatch(/unsafe|\*/);
});

it('the Content-Security-Policy lets the page call the issuer of its users, and nothing else of it', () => {
  const origins = { api: 'https://api.test', storage: 'https://s3.test' };
  const without = contentSecurityPolicy(origins);
  const policy = contentSecurityPolicy({ ...origins, signIn: ['https://id.test', 'https://pool.test'] });
  const connect = "connect-src 'self' https://api.test https://s3.test";
  expect(policy).toBe(without.replace(connect, `${connect} https://id.test https://pool.test`));
});

it('the Content-Security-Policy lets the page show delivered images, and do nothing else with their origin', () => {
  const origins = { api: 'https://api.test', storage: 'https://s3.test' };
  const policy = contentSecurityPolicy({ ...origins, images: 'https://images.test' });
  const show = "img-src 'self' blob: data: https://s3.test";
  expect(policy).toBe(contentSecurityPolicy(origins).replace(show, `${show} https://images.test`));
});

it.each([
  ["'self'", "'self'"],
  ["'self'", 'https://s3.test'],
  ['https://one.test', 'https://one.test'],
])(
  'the Content-Security-Policy with the API at %s and the storage at %s names no source twice',
  (api, storage) => {
    for (const directive of contentSecurityPolicy({ api, storage }).split('; ')) {
      const [, ...sources] = directive.split(' ');
      expect(new Set(sources).size, directive).toBe(sources.length);
    }
  },
);
