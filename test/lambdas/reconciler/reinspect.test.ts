import { describe, expect, it } from 'vitest';
import type { Reinspected } from '../../../lambdas/reconciler/reinspect.ts';
import { serveByHand } from '../../../lambdas/reconciler/serve.ts';
import type { Item } from '../../../lambdas/shared/attribute-values.ts';
import { newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import { given, INCARNATION } from './given.ts';
import { GivenStage, idOf } from './given-stage.ts';

const stage = () => new GivenStage();

/** A record with an image. @returns its key */
function givenImage(
  { bucket, table }: GivenStage,
  n: number,
  contentType = 'image/png',
  more: Item = {},
): string {
  const id = idOf(n);
  const key = newObjectKey({ id, incarnation: INCARNATION }, 'a.png');
  const { id: versionId } = bucket.put(key, Buffer.from('image'));
  const { item } = given({ objectKeys: [key], versionId });
  const image = { M: { ...item.image!.M, contentType: { S: contentType } } };
  table.items.set(id, { ...item, id: { S: id }, image, ...more });
  return key;
}

const reinspect = ({ services }: GivenStage, request: object = {}) =>
  serveByHand({ kind: 'reinspect', ...request }, services, () => true) as Promise<Reinspected>;
const keysOf = ({ rechecks }: GivenStage) =>
  rechecks.map((recheck) => recheck.kind === 'object' && recheck.key);

describe('a reinspection', () => {
  it('asks the inspector for the very version of every image', async () => {
    const all = stage();
    const keys = [1, 2].map((n) => givenImage(all, n));
    all.bucket.put(keys[1]!, Buffer.from('a later one'));
    expect(await reinspect(all)).toEqual({ records: 2, asked: 2, cursor: undefined });
    const storedAt = all.bucket.find(keys[0]!)!.storedAt;
    expect(all.rechecks).toEqual(
      keys.map((key, at) => {
        const versionId = `v${at + 1}`;
        return { kind: 'object', key, versionId, eTag: expect.any(String), size: 5, storedAt };
      }),
    );
  });

  it.each([
    ['of a type', { contentType: 'image/heic' }, [2, 3]],
    ['of an owner', { userId: 'b' }, [3, 4]],
    ['of both', { contentType: 'image/heic', userId: 'b' }, [3]],
    ['that nobody has', { userId: 'c' }, []],
  ])('asks for the images %s alone', async (_, where, wanted) => {
    const some = stage();
    const owner = { userId: { S: 'b' } };
    const keys = [
      givenImage(some, 1),
      givenImage(some, 2, 'image/heic'),
      givenImage(some, 3, 'image/heic', owner),
      givenImage(some, 4, 'image/png', owner),
    ];
    expect(await reinspect(some, { where })).toMatchObject({ records: 4, asked: wanted.length });
    expect(keysOf(some)).toEqual(wanted.map((n) => keys[n - 1]));
  });

  it('passes over what has no image, what cannot be read, and images that are gone', async () => {
    const few = stage();
    const { table } = few;
    table.items.set(idOf(1), { ...given().item, id: { S: idOf(1) } });
    table.items.set(idOf(2), { ...given({ rejected: true }).item, id: { S: idOf(2) } });
    givenImage(few, 3, 'image/png', { filename: { N: '1' } });
    table.items.set('request#1', { id: { S: 'request#1' } });
    const gone = given({ objectKeys: [newObjectKey({ id: idOf(4), incarnation: INCARNATION }, 'a.png')] });
    table.items.set(idOf(4), { ...gone.item, id: { S: idOf(4) } });
    const key = givenImage(few, 5);
    expect(await reinspect(few)).toEqual({ records: 5, asked: 1, cursor: undefined });
    expect(keysOf(few)).toEqual([key]);
  });

  it('takes a page of the table at a time, and goes on after the cursor', async () => {
    const many = stage();
    for (let n = 1; n <= 501; n++) givenImage(many, n);
    const { cursor, ...page } = await reinspect(many);
    expect(page).toEqual({ records: 500, asked: 500 });
    expect(await reinspect(many, { cursor })).toEqual({ records: 1, asked: 1, cursor: undefined });
    expect(new Set(keysOf(many)).size).toBe(501);
  });

  it('has asked nothing of a page that fails, so that the page can be repeated', async () => {
    const broken = stage();
    givenImage(broken, 1);
    broken.services.objects.head = async () => {
      throw new Error('Slow down');
    };
    await expect(reinspect(broken)).rejects.toThrow('Slow down');
    expect(broken.rechecks).toEqual([]);
  });
});
