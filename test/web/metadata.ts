import type { Metadata, PreSignedUrl } from '../../client/types.ts';

/** A pending record; whatever a test is about goes on top. */
export function someMetadata(fields: Partial<Metadata> = {}): Metadata {
  return {
    id: '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e',
    filename: 'a.png',
    createdAt: 1_790_000_000_000,
    updatedAt: 1_790_000_000_000,
    isUploaded: false,
    status: 'pending',
    version: 1,
    ...fields,
  };
}

export function someUrl(fields: Partial<PreSignedUrl> = {}): PreSignedUrl {
  return {
    id: '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e',
    url: 'https://bucket.test/a',
    method: 'GET',
    expiresIn: 3600,
    expiresAt: 1_790_000_000_000 + 3_600_000,
    ...fields,
  };
}

export function someDelivery(widths: number[]): NonNullable<PreSignedUrl['delivery']> {
  return { url: 'https://images.test/{width}', widths };
}
