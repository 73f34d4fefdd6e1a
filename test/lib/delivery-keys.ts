import type { DeliveryConfig, DeliveryKey } from '../../lib/stages/delivery.ts';

/** Public keys of nobody: their private halves were thrown away. */
export const OLD_KEY: DeliveryKey = {
  publicKeyPem: `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6lGRRS4Jz9pa7lCQO9Byb5XEgDbQ
J1mOh4VHcXphn4liZYwuSzOFvALPLveK+h0ramTVlHxWM44YFkFIVfESdQ==
-----END PUBLIC KEY-----`,
  secretParameter: '/image-intake/delivery/1',
};

export const NEW_KEY: DeliveryKey = {
  publicKeyPem: `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEL+XQk6aE2NOSPjId/N8MrMCShmRU
8Lwhd4QD3uTJb87I+RevwD5sSpcDF0ixHYWiSjs2c7e3oH8lphfNYhq69g==
-----END PUBLIC KEY-----`,
  secretParameter: '/image-intake/delivery/2',
};

/** Of a stage whose images need a signature. */
export const SIGNED: DeliveryConfig = {
  widths: [320, 640, 1280],
  maxAgeSeconds: 86_400,
  keys: [OLD_KEY, NEW_KEY],
};
