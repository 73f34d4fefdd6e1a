import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BUCKET, s3Event } from '../support/uploads.ts';
import {
  batch,
  dynamodb,
  failures,
  givenUpload,
  handler,
  idOf,
  lines,
  reset,
  server,
  startHandler,
  stopHandler,
  updatedIds,
} from './support/handling.ts';

beforeAll(startHandler);
beforeEach(reset);
afterAll(stopHandler);

describe('a batch', () => {
  it('of ten is inspected, each by one update', async () => {
    expect(await failures(batch(...Array.from({ length: 10 }, (_, i) => givenUpload(i))))).toEqual([]);
    expect(updatedIds().toSorted()).toEqual(Array.from({ length: 10 }, (_, i) => idOf(i)));
    expect(dynamodb.commandCalls(UpdateItemCommand)[0]!.args[0].input).toMatchObject({
      TableName: 'records',
    });
  });

  it('is inspected at once, not one after the other', async () => {
    let inside = 0;
    let most = 0;
    dynamodb.on(UpdateItemCommand).callsFake(async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 50));
      inside -= 1;
      return { Attributes: {} };
    });
    await handler(batch(...Array.from({ length: 10 }, (_, i) => givenUpload(i))));
    expect(most).toBe(10);
  });

  it('fails only the message that DynamoDB throttles', async () => {
    const throttled = Object.assign(new Error('Slow down'), { name: 'ThrottlingException' });
    dynamodb.on(UpdateItemCommand, { Key: { id: { S: idOf(1) } } }).rejects(throttled);
    expect(await failures(batch(givenUpload(0), givenUpload(1), givenUpload(2)))).toEqual(['m1']);
    expect(updatedIds()).toEqual(expect.arrayContaining([idOf(0), idOf(2)]));
  });

  it('fails only the message that S3 throttles for good', async () => {
    server.interrupt = ({ key }) => (key.includes(idOf(2)) ? 503 : undefined);
    expect(await failures(batch(givenUpload(0), givenUpload(1), givenUpload(2)))).toEqual(['m2']);
  });

  it('fails only the message whose object stalls, before the time of the function is up', async () => {
    server.interrupt = ({ key }) => (key.includes(idOf(2)) ? 'stall' : undefined);
    const { batchItemFailures } = await handler(batch(givenUpload(0), givenUpload(1), givenUpload(2)), 1_500);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm2' }]);
    expect(updatedIds().toSorted()).toEqual([idOf(0), idOf(1)]);
  });

  it('gets over a fault of S3 that passes', async () => {
    let faults = 0;
    server.interrupt = () => [503, 'cut' as const][faults++];
    expect(await failures(batch(givenUpload(0)))).toEqual([]);
    expect(updatedIds()).toEqual([idOf(0)]);
  });

  it('does not take a missing permission for a missing object', async () => {
    server.interrupt = () => 403;
    expect(await failures(batch(givenUpload(0)))).toEqual(['m0']);
    expect(updatedIds()).toEqual([]);
  });

  it('leaves a poison message to the dead-letter queue, and goes on with the others', async () => {
    expect(await failures(batch('not JSON', givenUpload(1), '{"Records":[{}]}'))).toEqual(['m0', 'm2']);
    expect(updatedIds()).toEqual([idOf(1)]);
  });

  it('is done with S3’s test, with other buckets and with other keys', async () => {
    const foreign = { size: 1, eTag: 'x' };
    const bodies = [
      '{"Service":"Amazon S3","Event":"s3:TestEvent"}',
      givenUpload(1).replace(`"name":"${BUCKET}"`, '"name":"another"'),
      s3Event({ key: 'exports/all.csv', ...foreign }),
    ];
    expect(await failures(batch(...bodies))).toEqual([]);
    expect(updatedIds()).toEqual([]);
  });

  it('handles every record of a message, though one of them fails', async () => {
    const [first, second] = [givenUpload(1), givenUpload(2)].map((body) => JSON.parse(body).Records[0]);
    server.interrupt = ({ key }) => (key.includes(idOf(1)) ? 403 : undefined);
    expect(await failures(batch(JSON.stringify({ Records: [first, second] })))).toEqual(['m0']);
    expect(updatedIds()).toEqual([idOf(2)]);
  });
});

describe('what leaves the function', () => {
  it('is signed, with the session’s token, and addresses the bucket by path', async () => {
    server.headers.length = 0;
    server.urls.length = 0;
    await handler(batch(givenUpload(3)));
    expect(server.urls[0]).toMatch(
      new RegExp(`^/${BUCKET}/images/${idOf(3)}/[\\w-]{22}\\.bmp\\?(x-id=GetObject&)?versionId=v\\d+`),
    );
    expect(server.headers[0]).toMatchObject({
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$/,
      ),
      'x-amz-security-token': 'token-of-the-test',
      'x-amz-content-sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('logs what it took, and neither keys of objects nor anything signed', async () => {
    server.interrupt = ({ key }) => (key.includes(idOf(5)) ? 403 : undefined);
    await handler(batch(givenUpload(4), givenUpload(5), givenUpload(6, Buffer.from('text'))));
    const text = lines.join('\n');
    expect(text).toContain(idOf(4));
    expect(text).toContain('"outcome":"accepted"');
    expect(text).toContain('"code":"NotAnImage"');
    expect(text).toContain('"gets":1');
    expect(text).toContain('AccessDenied');
    expect(text).not.toMatch(/images\/|Signature|secret-of|token-of|https?:/);
  });
});
