import { describe, expect, it } from 'vitest';
import type { Metadata } from '../../client/types.ts';
import { givenService, isUpload, lostUploads, photo, service } from './given-service.ts';
import type { Fate } from './small-service.ts';

describe('the answer to an upload is lost', () => {
  it('once: the next attempt meets 412, and the record tells that it is there', async () => {
    const client = await givenService({ fate: lostUploads(1) });
    await expect(client.upload(photo)).resolves.toMatchObject({ metadata: { contentVersion: 1 } });
    expect(service.count('PUT s3')).toBe(2);
  });

  it.each([1, 2, 4])(
    'every time, and then the record, read %d times, tells that it is there',
    async (reads) => {
      const client = await givenService({ fate: lostUploads(99), readsUntilInspected: reads });
      const { metadata } = await client.upload(photo, { retries: 1 });
      expect(metadata).toMatchObject({ contentVersion: 1, size: photo.size });
      expect(service.count('PUT s3')).toBe(2);
    },
  );

  it('in place of it comes a 500 of a proxy', async () => {
    const broken = { status: 502, text: '<html>Bad gateway</html>' };
    const client = await givenService({ fate: ({ path }) => (isUpload(path) ? broken : undefined) });
    await expect(client.upload(photo, { retries: 0 })).resolves.toMatchObject({
      metadata: { contentVersion: 1 },
    });
  });

  it('and answers of the record too: each look is told, and with what failed', async () => {
    const fate: Fate = ({ method, path }, nth) =>
      isUpload(path) || (method === 'GET' && nth <= 2) ? 'drop' : undefined;
    const client = await givenService({ fate, readsUntilInspected: 4 });
    const looks: (string | undefined)[] = [];
    await client.upload(photo, { retries: 0, onLook: (failure) => looks.push(failure?.code) });
    expect(looks).toEqual(['NetworkError', 'NetworkError', undefined, undefined]);
  });

  it('and the image is refused: that is told, and not the network', async () => {
    const rejection = { code: 'NotAnImage', message: 'No.', at: 5 } as const;
    const client = await givenService({ fate: lostUploads(99), rejection });
    await expect(client.upload(photo, { retries: 0 })).rejects.toMatchObject({
      name: 'ImageRejectedError',
      ...rejection,
    });
  });

  it('and the record does not tell in time: what failed is told', async () => {
    const client = await givenService({ fate: lostUploads(99), readsUntilInspected: 99 });
    await expect(client.upload(photo, { retries: 0, waitMs: 400 })).rejects.toMatchObject({
      name: 'NetworkError',
    });
  });

  it('and the ticket ends meanwhile: the renewed one comes with the record, and nothing is sent again', async () => {
    const expired = { status: 403, text: '<Error><Code>ExpiredToken</Code></Error>' };
    const client = await givenService({
      fate: ({ path }, nth) => {
        if (!isUpload(path)) return undefined;
        if (nth === 1) return 'drop';
        service.inspectAll();
        return expired;
      },
    });
    await expect(client.upload(photo)).resolves.toMatchObject({ metadata: { contentVersion: 1 } });
    expect(service.count('PUT s3')).toBe(2);
    expect(service.stored.size).toBe(1);
  });

  it('in a replacement: the image before it is not taken for it, though it has the same bytes', async () => {
    const client = await givenService({
      fate: ({ path }, nth) => (isUpload(path) && nth > 1 ? 'drop' : undefined),
    });
    const { id } = (await client.upload(photo)).metadata;
    const { metadata } = await client.upload(photo, { id, retries: 0 });
    expect(metadata.contentVersion).toBe(2);
  });
});

describe('whether the bytes may be stored', () => {
  const refused = { status: 400, text: '<Error><Code>BadDigest</Code></Error>' };
  /** Without progress of its own, like a page behind a service worker. */
  const silently: typeof fetch = (url, init) =>
    fetch(url, init?.body instanceof ReadableStream ? { ...init, body: photo } : init);

  it.each<[string, boolean, Fate, typeof fetch]>([
    ['S3 has refused them', false, ({ path }) => (isUpload(path) ? refused : undefined), fetch],
    ['the answer to all of them was lost', true, lostUploads(99), fetch],
    ['nobody knows how far they came when the connection broke', true, lostUploads(99), silently],
    [
      'an answer was lost, and S3 refused the next attempt',
      true,
      ({ path }, nth) => (isUpload(path) ? (nth === 1 ? 'drop' : refused) : undefined),
      fetch,
    ],
  ])('is told with the progress when %s: %s', async (_, expected, fate, through) => {
    const client = await givenService({ fate, readsUntilInspected: 99 }, { fetch: through });
    let maybeStored = false;
    const upload = client.upload(photo, {
      retries: 1,
      waitMs: 200,
      onProgress: (progress) => {
        maybeStored = progress.maybeStored;
      },
    });
    await expect(upload).rejects.toThrow();
    expect(maybeStored).toBe(expected);
  });
});

describe('while the inspection is awaited', () => {
  it.each<[string, Fate]>([
    ['the connection is lost', ({ method }, nth) => (method === 'GET' && nth < 6 ? 'drop' : undefined)],
    [
      'the service is busy',
      ({ method }, nth) =>
        method === 'GET' && nth < 6
          ? { status: 503, json: { code: 'InternalError', message: 'm' } }
          : undefined,
    ],
  ])('%s for a while: the upload is none the worse for it', async (_, fate) => {
    const client = await givenService({ fate });
    const upload = client.upload(photo, { retries: 0 });
    await expect(upload).resolves.toMatchObject({ metadata: { contentVersion: 1 } });
  });

  it('and the record cannot be read to the end, it says that the image was sent, and why it knows no more', async () => {
    const client = await givenService({ fate: ({ method }) => (method === 'GET' ? 'drop' : undefined) });
    await expect(client.upload(photo, { waitMs: 500 })).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'InspectionTimeout',
      message: expect.stringMatching(/was sent, .*GET \/metadata\/r1 failed/),
      cause: { name: 'NetworkError' },
    });
    expect(service.stored.size).toBe(1);
  });

  it('a service that asks for more time than there is, is asked once', async () => {
    const busy = {
      status: 429,
      headers: { 'retry-after': '60' },
      json: { code: 'QuotaExceeded', message: 'm' },
    };
    const client = await givenService({ fate: ({ method }) => (method === 'GET' ? busy : undefined) });
    await expect(client.upload(photo, { waitMs: 10_000 })).rejects.toMatchObject({
      code: 'InspectionTimeout',
      cause: { code: 'QuotaExceeded' },
    });
    expect(service.count('GET metadata')).toBe(1);
  });

  it('and the record is deleted by somebody, that is told', async () => {
    const client = await givenService({
      fate: ({ method }) => {
        if (method === 'GET') service.records.clear();
        return undefined;
      },
      readsUntilInspected: 5,
    });
    await expect(client.upload(photo)).rejects.toMatchObject({ code: 'NotFound' });
  });
});

it('a SHA-256 that the caller gives in capitals is the same', async () => {
  const client = await givenService();
  const { metadata } = await client.upload(photo);
  const sha256 = metadata.sha256!.toUpperCase();
  await expect(client.upload(photo, { sha256, waitMs: 1000 })).resolves.toMatchObject({
    metadata: { status: 'ready' },
  });
});

it('tells the record with each ticket, so that its caller knows the version to undo', async () => {
  const expired = { status: 403, text: '<Error><Code>ExpiredToken</Code></Error>' };
  const client = await givenService({
    fate: ({ path }, nth) => (isUpload(path) && nth === 1 ? expired : undefined),
  });
  const versions: number[] = [];
  await client.upload(photo, { onRecord: ({ version }: Metadata) => versions.push(version) });
  expect(versions).toEqual([1, 2]);
});
