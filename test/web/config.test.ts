import { describe, expect, it } from 'vitest';
import { readConfig } from '../../web/config.ts';

describe('config.json', () => {
  const good = { apiBaseUrl: '/v1', maxUploadBytes: 5, allowedTypes: ['image/png'] };

  it('may give a URL relative to the page', () => {
    expect(readConfig(good, 'https://page.test/x/')).toEqual({ ...good, apiBaseUrl: 'https://page.test/v1' });
  });

  const users = {
    issuer: 'https://id.test/',
    clientId: 'page',
    scopes: ['openid'],
    parameters: { audience: 'a' },
  };

  it('may say who signs users in', () => {
    expect(readConfig({ ...good, users }, 'https://page.test/').users).toEqual(users);
    expect(
      readConfig({ ...good, users: { ...users, parameters: undefined } }, 'https://page.test/').users,
    ).toEqual({ ...users, parameters: {} });
    const here = { ...users, issuer: 'http://127.0.0.1:4000' };
    expect(readConfig({ ...good, users: here }, 'http://127.0.0.1:3000/').users).toEqual(here);
    expect(readConfig(good, 'https://page.test/')).not.toHaveProperty('users');
  });

  it.each([
    [null, 'issuer'],
    [{ ...users, issuer: 'id.test' }, 'issuer'],
    [{ ...users, issuer: 'http://id.test' }, 'issuer'],
    [{ ...users, issuer: 'http://127.0.0.1.id.test' }, 'issuer'],
    [{ ...users, issuer: 'javascript:alert(1)' }, 'issuer'],
    [{ ...users, clientId: '' }, 'clientId'],
    [{ ...users, scopes: 'openid' }, 'scopes'],
    [{ ...users, scopes: ['profile'] }, 'scopes'],
    [{ ...users, parameters: { max_age: 1 } }, 'parameters'],
  ])('users %j are refused for their %s', (given, field) =>
    expect(() => readConfig({ ...good, users: given }, 'https://page.test/')).toThrow(`users.${field}`),
  );

  it.each([
    [null, 'apiBaseUrl'],
    [{ ...good, apiBaseUrl: 'http://' }, 'apiBaseUrl'],
    [{ ...good, maxUploadBytes: '5' }, 'maxUploadBytes'],
    [{ ...good, allowedTypes: [] }, 'allowedTypes'],
  ])('%j is refused for its %s', (config, field) =>
    expect(() => readConfig(config, 'https://page.test/')).toThrow(field),
  );
});
