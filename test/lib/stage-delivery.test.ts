import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { WIDEST_RENDITION } from '../../contract/sizes.ts';
import type { DeliveryConfig } from '../../lib/stages/delivery.ts';
import { NEW_KEY, OLD_KEY, SIGNED } from './delivery-keys.ts';
import { refusalOf } from './refusal-of.ts';

const pemOf = (curve: string) =>
  generateKeyPairSync('ec', { namedCurve: curve })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();
const rsaPem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();
const privatePem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const keys = (publicKeyPem: string) => ({ keys: [{ ...NEW_KEY, publicKeyPem }] });
const named = (name: string, region = 'us-east-1') => ({
  name,
  certificateArn: `arn:aws:acm:${region}:${'1'.repeat(12)}:certificate/0`,
});

describe('the field `delivery` of a stage', () => {
  it.each<[string, false | Partial<DeliveryConfig>]>([
    ['false', false],
    ['with two keys', {}],
    ['with one', { keys: [NEW_KEY] }],
    ['with a key that ends in a line', keys(`${NEW_KEY.publicKeyPem}\n`)],
    ['public, without a key', { public: true, keys: [] }],
    ['with one width', { widths: [16] }],
    ['as wide as the master', { widths: [WIDEST_RENDITION] }],
    ['with ten', { widths: [16, 32, 64, 128, 256, 512, 1024, 2048, 2559, 2560] }],
    ['kept for a minute', { maxAgeSeconds: 60 }],
    ['kept for a year', { maxAgeSeconds: 31_536_000 }],
    ['with a domain', { domain: named('images.a.example') }],
  ])('may be %s', (_what, changed) => {
    expect(refusalOf({ delivery: changed && { ...SIGNED, ...changed } })).toBe('');
  });

  it.each<[string, Partial<DeliveryConfig>, string]>([
    ['without widths', { widths: [] }, 'delivery.widths must be 1 to 10'],
    [
      'with eleven',
      { widths: Array.from({ length: 11 }, (_, at) => 16 + at) },
      'delivery.widths must be 1 to 10',
    ],
    ['narrower than 16', { widths: [15] }, 'delivery.widths: 15 must be a whole number from 16 to 2560'],
    ['wider than the master', { widths: [640, WIDEST_RENDITION + 1] }, 'delivery.widths: 2561 must be'],
    ['with half a pixel', { widths: [320.5] }, 'delivery.widths: 320.5 must be'],
    ['with a width that is none', { widths: [Number.NaN] }, 'delivery.widths: NaN must be'],
    ['descending', { widths: [640, 320] }, 'delivery.widths must ascend'],
    ['with a width twice', { widths: [320, 320] }, 'delivery.widths must ascend, none of them twice'],
    [
      'kept for less than a minute',
      { maxAgeSeconds: 59 },
      'delivery.maxAgeSeconds must be a whole number from 60 to 31536000, not 59',
    ],
    ['kept for over a year', { maxAgeSeconds: 31_536_001 }, 'delivery.maxAgeSeconds'],
    ['kept for no time', { maxAgeSeconds: Number.NaN }, 'delivery.maxAgeSeconds'],
    ['public by a word', { public: 'yes' as never }, 'delivery.public must be true or false, not yes'],
    ['public, with keys', { public: true }, 'delivery.keys must be empty where delivery.public is true'],
    ['without a key', { keys: [] }, 'delivery.keys must be one or two, the newest last, unless'],
    ['with three', { keys: [OLD_KEY, NEW_KEY, OLD_KEY] }, 'delivery.keys must be one or two'],
    [
      'with a key twice',
      { keys: [NEW_KEY, { ...NEW_KEY, secretParameter: 'other' }] },
      'delivery.keys must not have a publicKeyPem twice',
    ],
    [
      'with one private key for two',
      { keys: [OLD_KEY, { ...NEW_KEY, secretParameter: OLD_KEY.secretParameter }] },
      'delivery.keys must each have a secretParameter of their own',
    ],
    ['with a key that is none', keys('key'), 'delivery.keys[0].publicKeyPem must be the PEM of an ECDSA'],
    ['with an RSA key', keys(rsaPem), 'delivery.keys[0].publicKeyPem must be the PEM of an ECDSA'],
    ['with a key of another curve', keys(pemOf('P-384')), 'delivery.keys[0].publicKeyPem must be'],
    ['with a key and more', keys(`# ours\n${NEW_KEY.publicKeyPem}`), 'delivery.keys[0].publicKeyPem must be'],
    [
      'with a parameter of AWS',
      { keys: [{ ...NEW_KEY, secretParameter: '/aws/key' }] },
      'delivery.keys[0].secretParameter must be the name of an SSM parameter',
    ],
    ['at no host', { domain: named('a b') }, 'delivery.domain.name must be a host name in lower case'],
    [
      'with a certificate of the region',
      { domain: named('images.a.example', 'eu-central-1') },
      'delivery.domain.certificateArn must be the ARN of an ACM certificate of us-east-1',
    ],
  ])('may not be %s', (_what, changed, fault) => {
    expect(refusalOf({ delivery: { ...SIGNED, ...changed } })).toContain(fault);
  });

  it('does not tell a private key back, and says what it is', () => {
    const refusal = refusalOf({ delivery: { ...SIGNED, ...keys(privatePem) } });
    expect(refusal).toContain('delivery.keys[0].publicKeyPem is a private key');
    for (const line of privatePem.trim().split('\n').slice(1, -1)) expect(refusal).not.toContain(line);
  });

  it('may not have the host name of API or page', () => {
    const delivery = { ...SIGNED, domain: named('one.a.example') };
    const { domain } = delivery;
    expect(refusalOf({ delivery, domain })).toContain('delivery.domain.name must not be that of domain:');
    expect(refusalOf({ delivery, web: { domain } })).toContain('must not be that of web.domain:');
  });
});
