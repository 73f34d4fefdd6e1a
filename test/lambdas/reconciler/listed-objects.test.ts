import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListedObjects } from '../../../lambdas/reconciler/reading/listed-objects.ts';
import { newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import { FakeBucket } from '../support/fake-bucket.ts';
import { idOf } from './given-stage.ts';

/** Per id the keys, per key its versions and markers. */
const contents = fc.array(
  fc.array(fc.array(fc.constantFrom('put' as const, 'cover' as const), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 3,
  }),
  { minLength: 1, maxLength: 6 },
);

async function fill(bucket: FakeBucket, ids: ('put' | 'cover')[][][]): Promise<void> {
  for (const [n, keys] of ids.entries()) {
    for (const steps of keys) {
      const key = newObjectKey({ id: idOf(n), incarnation: 'aaaaaaaaaa' }, 'a.png');
      for (const step of steps) {
        if (step === 'put') bucket.put(key, Buffer.from(key));
        else await bucket.client.send(new DeleteObjectCommand({ Bucket: 'b', Key: key }));
      }
    }
  }
}

async function all(objects: ListedObjects, prefix = 'images/', cursor?: string) {
  const groups = [];
  let foreign = 0;
  for await (const page of objects.groups(prefix, cursor)) {
    groups.push(...page.groups);
    foreign += page.foreign;
  }
  return { groups, foreign };
}

describe('the listing of a bucket', () => {
  it('gives each id whole, whatever the pages are, and goes on after any of them', async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.integer({ min: 1, max: 7 }), async (ids, pageSize) => {
        const bucket = new FakeBucket();
        await fill(bucket, ids);
        bucket.put('images/not-ours', Buffer.from('x'));
        bucket.put(`images/${idOf(2)}/not-ours`, Buffer.from('x'));
        bucket.put('imagesque/x', Buffer.from('x'));
        const objects = new ListedObjects(bucket.client, 'b');
        const whole = await all(objects);
        expect(whole.foreign).toBe(2);
        expect(whole.groups.map(({ id }) => id)).toEqual(ids.map((_, n) => idOf(n)));
        for (const [n, { objects: found }] of whole.groups.entries()) {
          const versions = ids[n]!.map((steps) => steps.filter((step) => step === 'put').length);
          expect(found.map((one) => one.versions.length).sort()).toEqual(versions.sort());
          for (const { key, visible } of found) expect(visible?.versionId).toBe(bucket.find(key)?.id);
        }
        bucket.pageSize = pageSize;
        expect((await all(objects)).groups).toEqual(whole.groups);
        // As a run does that is cut after each page.
        const groups = [];
        let cursor: string | undefined;
        for (let pages = 0; ; pages++) {
          expect(pages).toBeLessThan(100);
          let page: Awaited<ReturnType<typeof all>> & { cursor?: string | undefined } = {
            groups: [],
            foreign: 0,
          };
          for await (const next of objects.groups('images/', cursor)) {
            page = { ...next, groups: [...page.groups, ...next.groups] };
            if (next.cursor !== cursor) break;
          }
          groups.push(...page.groups);
          cursor = page.cursor;
          if (cursor === undefined) break;
        }
        expect(groups).toEqual(whole.groups);
      }),
      { numRuns: 60 },
    );
  });

  it('of a prefix gives the ids that begin so', async () => {
    const bucket = new FakeBucket();
    await fill(bucket, [[['put']], [['put']]]);
    const { groups } = await all(new ListedObjects(bucket.client, 'b'), 'images/00000001');
    expect(groups.map(({ id }) => id)).toEqual([idOf(1)]);
  });

  it('has no cursor until one id is whole', async () => {
    const bucket = new FakeBucket();
    await fill(bucket, [[['put', 'put', 'put', 'put']], [['put']], [['put']], [['put']]]);
    bucket.pageSize = 2;
    const cursors = [];
    for await (const { cursor } of new ListedObjects(bucket.client, 'b').groups('images/'))
      cursors.push(cursor);
    expect(cursors).toEqual([undefined, undefined, `images/${idOf(1)}/~`, undefined]);
  });
});
