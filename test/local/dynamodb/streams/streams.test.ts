import { beforeEach, describe, expect, it } from 'vitest';
import { expireItems } from '../../../../local/dynamodb/expiry.ts';
import type { StreamRecord } from '../../../../local/dynamodb/streams/stream.ts';
import { engines } from '../../../support/engines.ts';
import { follow, givenStore, tables } from '../given-store.ts';

const given = givenStore();
const TableName = 'app-Things';
const key = { id: { S: 'a' } };
let records: (count: number) => Promise<StreamRecord[]>;

const put = (item: object = {}) => given.call('PutItem', { TableName, Item: { ...key, ...item } });
const remove = () => given.call('DeleteItem', { TableName, Key: key });
const told = async (count: number) =>
  (await records(count)).map(({ eventName, dynamodb: { OldImage, NewImage } }) => [
    eventName,
    OldImage,
    NewImage,
  ]);

beforeEach(async () => {
  await given.store.create(tables({ Things: 'NEW_AND_OLD_IMAGES', Plain: undefined }));
  records = await follow(given.store, TableName);
});

describe('the stream of a table', () => {
  it('has the images before and after each write, as Lambda hands them over', async () => {
    await put({ n: { N: '1' } });
    await given.call('UpdateItem', {
      TableName,
      Key: key,
      UpdateExpression: 'SET n = n + :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await remove();
    const [first, second] = [
      { ...key, n: { N: '1' } },
      { ...key, n: { N: '2' } },
    ];
    expect(await told(3)).toEqual([
      ['INSERT', undefined, first],
      ['MODIFY', first, second],
      ['REMOVE', second, undefined],
    ]);
    const [record] = await records(1);
    expect(record).toEqual({
      eventID: expect.stringMatching(/^[\da-f-]{32,36}$/),
      eventName: 'INSERT',
      eventVersion: expect.stringMatching(/^1\.\d$/),
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      eventSourceARN: expect.stringMatching(
        /^arn:aws:dynamodb:us-east-1:000000000000:table\/app-Things\/stream\//,
      ),
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: key,
        NewImage: first,
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(Math.abs(record!.dynamodb.ApproximateCreationDateTime - Date.now() / 1000)).toBeLessThan(60);
  });

  it('has nothing of a write that changes nothing, or is refused', async () => {
    await remove();
    await put({ tags: { SS: ['a', 'b'] } });
    await put({ tags: { SS: ['b', 'a'] } });
    const refused = { TableName, Item: key, ConditionExpression: 'attribute_not_exists(id)' };
    expect(await given.answer('PutItem', refused)).toMatchObject({ status: 400 });
    await remove();
    expect((await told(2)).map(([name]) => name)).toEqual(['INSERT', 'REMOVE']);
  });

  it('has what a batch writes, and nothing of tables without one', async () => {
    await put();
    await given.call('BatchWriteItem', {
      RequestItems: {
        [TableName]: [
          { PutRequest: { Item: { id: { S: 'b' } } } },
          { DeleteRequest: { Key: key } },
          { DeleteRequest: { Key: { id: { S: 'none' } } } },
        ],
        'app-Plain': [{ PutRequest: { Item: key } }],
      },
    });
    const [, ...batch] = (await records(3)).map(({ eventName, dynamodb }) => [
      eventName,
      dynamodb.Keys.id!.S,
    ]);
    expect(batch.toSorted()).toEqual([
      ['INSERT', 'b'],
      ['REMOVE', 'a'],
    ]);
  });

  // DynamoDB Local of that age has no time to live, and its front deletes for it.
  it.skipIf(engines.real)('tells of an item whose time has passed, and who deleted it', async () => {
    await put({ end: { N: '1700000000' } });
    await expireItems(given.store.engine, given.store.tables().find(({ name }) => name === TableName)!);
    const [, expired] = await records(2);
    expect(expired).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    });
  });

  it('has the images that its view asks for', async () => {
    await given.store.create(tables({ Keys: 'KEYS_ONLY', New: 'NEW_IMAGE', Old: 'OLD_IMAGE' }));
    const images = async (name: string) => {
      const following = await follow(given.store, name);
      await given.call('PutItem', { TableName: name, Item: key });
      await given.call('DeleteItem', { TableName: name, Key: key });
      return (await following(2)).map(({ dynamodb }) => [dynamodb.OldImage, dynamodb.NewImage]);
    };
    const none = [undefined, undefined];
    expect(await images('app-Keys')).toEqual([none, none]);
    expect(await images('app-New')).toEqual([[undefined, key], none]);
    expect(await images('app-Old')).toEqual([none, [key, undefined]]);
  });
});
