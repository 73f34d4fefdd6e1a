import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { replayChanges } from '../../../tools/changes/replay-changes.ts';

const sqs = mockClient(SQSClient);
const s3 = mockClient(S3Client);
const objects = new Map<string, string>();
beforeEach(() => {
  sqs.reset();
  s3.reset();
  objects.clear();
  sqs.on(StartMessageMoveTaskCommand).resolves({}).on(SendMessageCommand).resolves({});
  s3.on(ListObjectsV2Command).callsFake(({ Prefix }) => ({
    Contents: [...objects.keys()].filter((key) => key.startsWith(Prefix)).map((Key) => ({ Key })),
  }));
  s3.on(GetObjectCommand).callsFake(({ Key }) => ({
    Body: { transformToString: async () => objects.get(Key) },
  }));
  s3.on(DeleteObjectCommand).callsFake(({ Key }) => void objects.delete(Key));
});

const places = { queueUrl: 'http://queue', deadLettersArn: 'arn:dead', bucket: 'images' };
const replay = () => replayChanges(places, { sqs: new SQSClient({}), s3: new S3Client({}) });
const batch = (...ids: string[]) =>
  JSON.stringify({
    version: '1.0',
    payload: JSON.stringify({ Records: ids.map((eventID) => ({ eventID })) }),
  });
const sent = () =>
  sqs.commandCalls(SendMessageCommand).map((call) => JSON.parse(call.args[0].input.MessageBody!));

describe('replaying changes', () => {
  it('puts dead letters back, and every change from the bucket into the queue', async () => {
    objects
      .set('images/one', 'an image')
      .set('aws/lambda/a', batch('1', '2'))
      .set('aws/lambda/b', batch('3'));
    expect(await replay()).toBe(3);
    expect(sqs.commandCalls(StartMessageMoveTaskCommand)[0]!.args[0].input).toEqual({
      SourceArn: 'arn:dead',
    });
    expect(sent()).toEqual([1, 2, 3].map((id) => ({ record: { eventID: `${id}` } })));
    expect([...objects.keys()]).toEqual(['images/one']);
  });

  it('does the bucket’s, and is content, where dead letters are on their way already', async () => {
    objects.set('aws/lambda/a', batch('1'));
    sqs.on(StartMessageMoveTaskCommand).rejects(Object.assign(new Error(), { name: 'UnsupportedOperation' }));
    expect(await replay()).toBe(1);
  });

  it('keeps what was not wholly put into the queue', async () => {
    objects.set('aws/lambda/a', batch('1', '2'));
    sqs.on(SendMessageCommand).resolvesOnce({}).rejects(new Error('down'));
    await expect(replay()).rejects.toThrow('down');
    expect([...objects.keys()]).toEqual(['aws/lambda/a']);
  });

  it('names what it cannot read, and leaves it', async () => {
    objects.set('aws/lambda/a', '{"payload":"?"}');
    await expect(replay()).rejects.toThrow(/^aws\/lambda\/a holds no changes/);
    expect([...objects.keys()]).toEqual(['aws/lambda/a']);
  });
});
