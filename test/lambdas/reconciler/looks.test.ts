import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { ListedObjects } from '../../../lambdas/reconciler/reading/listed-objects.ts';
import { BEFORE, given, ID, JUST_NOW, keyOf } from './given.ts';
import { GivenStage } from './given-stage.ts';

const bytes = Buffer.from('image');
const [OLD, NEW] = [keyOf(), keyOf()];

/** A stage whose record has an image that goes while the reconciler, which has read the record, is on its way to S3. */
function givenRace(happen: (stage: GivenStage) => void): GivenStage {
  const send = async (command: object) => {
    if (command instanceof HeadObjectCommand) {
      await bucket.client.send(new DeleteObjectCommand({ Bucket: 'b', Key: OLD, VersionId: versionId }));
      happen(stage);
    }
    return bucket.client.send(command as never);
  };
  const stage = new GivenStage({ objects: new ListedObjects({ send } as never, 'b') });
  const { bucket, table } = stage;
  const versionId = bucket.put(OLD, bytes).id;
  table.items.set(ID, given({ objectKeys: [OLD], versionId, thumbnail: { error: 'Failed' } }).item);
  return stage;
}

const look = async (stage: GivenStage) =>
  (await stage.services.passes.records.look(ID, BEFORE)).map(({ code }) => code);

describe('a record that is looked at once more', () => {
  it('is a finding when its image is gone and it is as before', async () => {
    expect(await look(givenRace(() => {}))).toEqual(['ImageGone']);
  });

  it('is none when its image was replaced meanwhile', async () => {
    const stage = givenRace(({ bucket, table }) => {
      const versionId = bucket.put(NEW, bytes).id;
      table.items.set(ID, given({ objectKeys: [NEW], versionId, updatedAt: JUST_NOW }).item);
    });
    expect(await look(stage)).toEqual([]);
  });

  it('is none when it was deleted meanwhile', async () => {
    expect(await look(givenRace(({ table }) => void table.items.delete(ID)))).toEqual([]);
  });
});
