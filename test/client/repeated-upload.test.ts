import { describe, expect, it } from 'vitest';
import { givenService, lostUploads, other, photo, service } from './given-service.ts';
import type { Fate } from './small-service.ts';

describe('an upload under the Idempotency-Key of one before', () => {
  const options = { idempotencyKey: 'photo 1' };

  it.each<[string, Fate | undefined]>([
    ['ended well', undefined],
    ['lost the answer of S3, and crashed', lostUploads(1)],
    ['lost the record’s answers', ({ method }, nth) => (method === 'GET' && nth <= 1 ? 'drop' : undefined)],
    [
      'lost the answer of its POST',
      ({ method }, nth) => (method === 'POST' && nth === 1 ? 'drop' : undefined),
    ],
  ])('finds the record and its image when that one %s', async (_, fate) => {
    const client = await givenService(fate && { fate });
    await client.upload(photo, { ...options, retries: 0, waitMs: 0 }).catch(() => undefined);
    const { metadata } = await client.upload(photo, options);
    expect(metadata).toMatchObject({ id: 'r1', contentVersion: 1, size: photo.size });
    expect(service.records.size).toBe(1);
    expect(service.stored.size).toBe(1);
  });

  it('waits for the inspection that the one before did not await', async () => {
    const client = await givenService({ readsUntilInspected: 3 });
    await expect(client.upload(photo, { ...options, waitMs: 0 })).rejects.toMatchObject({
      code: 'InspectionTimeout',
    });
    await expect(client.upload(photo, options)).resolves.toMatchObject({ metadata: { contentVersion: 1 } });
  });

  it('sends nothing again when the record has these bytes, or has refused them', async () => {
    const client = await givenService();
    await client.upload(photo, options);
    await client.upload(photo, options);
    expect(service.count('PUT s3')).toBe(1);
    await service.stop();
    const rejection = { code: 'NotAnImage', message: 'No.', at: 5 } as const;
    const refusing = await givenService({ rejection });
    await expect(refusing.upload(photo, options)).rejects.toMatchObject(rejection);
    await expect(refusing.upload(photo, options)).rejects.toMatchObject(rejection);
    expect(service.count('PUT s3')).toBe(1);
  });

  it('does not take an image that replaced it for its own', async () => {
    const client = await givenService();
    const { id } = (await client.upload(photo, options)).metadata;
    await client.upload(other, { id });
    await expect(client.upload(photo, { ...options, waitMs: 300 })).rejects.toMatchObject({
      name: 'UploadSupersededError',
      metadata: { size: other.size },
    });
  });

  it('sends what the one before did not come to send', async () => {
    const client = await givenService();
    await client.create({ filename: 'photo.jpg' }, options);
    await expect(client.upload(photo, options)).resolves.toMatchObject({
      metadata: { id: 'r1', contentVersion: 1 },
    });
  });
});
