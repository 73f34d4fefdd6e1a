import { describe, expect, it } from 'vitest';
import type { ImageIntakeClient } from '../../../client/client.ts';
import { ApiError, ImageRejectedError } from '../../../client/errors.ts';
import type { Image, Metadata, Ticket } from '../../../client/types.ts';
import type { UploadOptions } from '../../../client/upload.ts';
import { createRecords } from '../../../web/gallery/records.ts';
import { createActions } from '../../../web/viewer/actions.ts';
import { createOwnChanges } from '../../../web/viewer/own-changes.ts';
import { someMetadata, someUrl } from '../metadata.ts';

const stale = new ApiError(412, { message: 'Stale.', code: 'PreconditionFailed' });
const file = new File(['the image'], 'a.png');

/** The record as the service has it, and calls that change it, or lose their answers. */
function service(record: Metadata) {
  let now = record;
  const asked: string[] = [];
  const matched: (number | undefined)[] = [];
  const change = (fields: Partial<Metadata>) => {
    now = { ...now, ...fields, version: now.version + 1 };
    return now;
  };
  const match = (ifMatch: number | undefined) => {
    matched.push(ifMatch);
    if (ifMatch !== undefined && ifMatch !== now.version) throw stale;
  };
  /** What comes of the bytes, given their SHA-256. */
  let outcome = (sha256: string): Metadata =>
    change({ size: file.size, sha256, contentVersion: (now.contentVersion ?? 0) + 1 });
  const records = createRecords();
  /** What other tabs were told. */
  const told: unknown[] = [];
  const own = createOwnChanges({
    postMessage: (message) => told.push(message),
    addEventListener: () => undefined,
  });
  const actions = createActions({
    client: own.watch({
      get: async (): Promise<Image> => ({ metadata: now, preSignedUrl: someUrl() }),
      update: async (_id, body, { ifMatch } = {}): Promise<Ticket> => {
        match(ifMatch);
        const title = body?.title;
        return { metadata: change(title ? { title } : {}), preSignedUrl: someUrl() };
      },
      upload: async (given, options?: UploadOptions): Promise<Image> => {
        const { sha256: hash } = options as { sha256: (file: unknown) => Promise<string> };
        const sha256 = await hash(given);
        match(options?.ifMatch);
        options?.onRecord?.(change({}));
        return { metadata: outcome(sha256), preSignedUrl: someUrl() };
      },
    } satisfies Pick<ImageIntakeClient, 'get' | 'update' | 'upload'>),
    records,
    own,
    ask: async ({ text }) => {
      asked.push(text);
      return true;
    },
  });
  records.putAll([record]);
  return {
    actions,
    own,
    asked,
    told,
    matched,
    change,
    now: () => now,
    known: () => records.get(record.id)!.metadata,
    setOutcome: (next: typeof outcome) => {
      outcome = next;
    },
  };
}

const seen = someMetadata({ title: 'Dawn', version: 1, size: 3, sha256: 'a'.repeat(64), contentVersion: 1 });
const renamed = { title: 'Dusk', tags: [] };

describe('one’s own changes are not put down to somebody else', () => {
  it('after a replacement that was refused, whose record is the one to match next', async () => {
    const { actions, asked, matched, change, setOutcome, known, now } = service(seen);
    setOutcome(() => {
      const rejection = { code: 'NotAnImage', message: 'm', at: 5 } as const;
      throw new ImageRejectedError(change({ rejection }), rejection);
    });
    await expect(actions.replace(seen, file, () => undefined)).rejects.toBeInstanceOf(ImageRejectedError);
    expect(known()).toEqual(now());
    // Who was editing meanwhile still has the record as it was.
    await actions.save(seen, renamed);
    await expect(actions.replace(seen, file, () => undefined)).rejects.toBeInstanceOf(ImageRejectedError);
    await expect(actions.replace(known(), file, () => undefined)).rejects.toBeInstanceOf(ImageRejectedError);
    expect(matched).toEqual([1, 1, 3, 1, 4, 6]);
    expect(asked).toEqual([]);
  });

  it('after a replacement of which the answer was lost', async () => {
    const { actions, asked, setOutcome, change } = service(seen);
    setOutcome((sha256) => {
      change({ size: file.size, sha256, contentVersion: 2 });
      throw new Error('lost');
    });
    await expect(actions.replace(seen, file, () => undefined)).rejects.toThrow('lost');
    await expect(actions.replace(seen, file, () => undefined)).rejects.toThrow('lost');
    expect(asked).toEqual([]);
  });

  it('when the ticket was taken, and its answer was lost', async () => {
    const { actions, asked, matched, change } = service(seen);
    change({});
    expect(await actions.replace(seen, file, () => undefined)).toBe(true);
    expect({ asked, matched }).toEqual({ asked: [], matched: [1, 2] });
  });

  it('after an edit that arrived though its answer did not, and another one after it', async () => {
    const { actions, asked, change, own, now } = service(seen);
    own.attempt(seen.id, { title: 'Noon' });
    change({ title: 'Noon' });
    expect(await actions.save(seen, renamed)).toBe(true);
    expect(now().title).toBe('Dusk');
    expect(asked).toEqual([]);
  });

  it('after an edit, a replacement and a thumbnail in any order', async () => {
    const { actions, asked, change } = service(seen);
    await actions.save(seen, renamed);
    await actions.replace(seen, file, () => undefined);
    change({ thumbhash: 'h' });
    await actions.replace(seen, file, () => undefined);
    await actions.save(seen, { title: 'Night', tags: [] });
    expect(asked).toEqual([]);
  });
});

it('tells other tabs of an edit as it goes out, and of the record as it left it, once each', async () => {
  const { actions, told, now } = service(seen);
  await actions.save(seen, renamed);
  const { id } = seen;
  expect(told).toMatchObject([
    { id, content: { title: 'Dusk', tags: [] } },
    { id, content: { title: 'Dusk', filename: now().filename } },
  ]);
});

describe('what others changed', () => {
  it('is told before an image is replaced', async () => {
    const { actions, asked, change } = service(seen);
    change({ tags: ['theirs'] });
    expect(await actions.replace(seen, file, () => undefined)).toBe(true);
    expect(asked).toEqual([expect.stringContaining('Somebody else')]);
  });

  it('is asked about by a name that is cut where it is too long for a sentence', async () => {
    for (const act of ['save', 'replace'] as const) {
      const { actions, asked, change } = service(seen);
      change({ title: 'x'.repeat(256) });
      await (act === 'save' ? actions.save(seen, renamed) : actions.replace(seen, file, () => undefined));
      expect(asked).toEqual([expect.stringMatching(/changed “\u2068x{60}…\u2069” since/)]);
    }
  });

  it('is asked about once, and only where both changed the same field', async () => {
    const { actions, asked, change, now } = service(seen);
    change({ tags: ['theirs'] });
    await actions.save(seen, renamed);
    expect(asked).toEqual([]);
    change({ title: 'Noon' });
    await actions.save({ ...now(), title: 'Dusk', version: 1 }, { title: 'Night', tags: ['theirs'] });
    expect(asked).toEqual([expect.stringContaining('Somebody else')]);
  });
});
