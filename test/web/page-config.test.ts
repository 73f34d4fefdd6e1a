import { describe, expect, it } from 'vitest';
import { pageConfig, signInOrigins } from '../../lib/constructs/web/page-config.ts';
import { stages } from '../../lib/stages/stages.ts';
import type { UsersConfig } from '../../lib/stages/users.ts';
import { readConfig } from '../../web/config.ts';

const users: UsersConfig = {
  issuer: 'https://id.test/pool/',
  audience: 'images',
  ticketsPerHour: 100,
  page: {
    clientId: 'page',
    scopes: ['openid', 'email'],
    parameters: { resource: 'images' },
    origins: ['https://pool.auth.test'],
  },
};
const withUsers = { ...stages.dev!, users };

describe('config.json', () => {
  it('tells the page how its users sign in, in words that the page takes, and nothing more', () => {
    const { users: told } = readConfig(pageConfig(withUsers, 'https://api.test/v1'), 'https://page.test/');
    expect(told).toEqual({
      issuer: users.issuer,
      clientId: 'page',
      scopes: ['openid', 'email'],
      parameters: { resource: 'images' },
    });
  });

  it.each([
    ['no users', stages.dev!],
    ['users whom the page does not sign in', { ...stages.dev!, users: { ...users, page: undefined } }],
  ])('of a stage with %s says nothing of it', (_, config) => {
    expect(pageConfig(config as typeof withUsers, '/v1')).not.toHaveProperty('users');
    expect(signInOrigins(config as typeof withUsers)).toEqual([]);
  });
});

it('the page calls its issuer, by the origin alone, and what the stage names beside it', () => {
  expect(signInOrigins(withUsers)).toEqual(['https://id.test', 'https://pool.auth.test']);
});
