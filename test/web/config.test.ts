import { describe, expect, it } from 'vitest';
import { readConfig } from '../../web/config.ts';

describe('config.json', () => {
  const good = { apiBaseUrl: '/v1', maxUploadBytes: 5, allowedTypes: ['image/png'] };

  it('may give a URL relative to the page', () => {
    expect(readConfig(good, 'https://page.test/x/')).toEqual({ ...good, apiBaseUrl: 'https://page.test/v1' });
  });

  it.each([
    [null, 'apiBaseUrl'],
    [{ ...good, apiBaseUrl: 'http://' }, 'apiBaseUrl'],
    [{ ...good, maxUploadBytes: '5' }, 'maxUploadBytes'],
    [{ ...good, allowedTypes: [] }, 'allowedTypes'],
  ])('%j is refused for its %s', (config, field) =>
    expect(() => readConfig(config, 'https://page.test/')).toThrow(field),
  );
});
