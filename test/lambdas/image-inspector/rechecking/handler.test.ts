import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toMessage } from '../../../../lambdas/shared/reconciling/recheck.ts';
import { START } from '../../support/uploads.ts';
import {
  batch,
  dynamodb,
  failures,
  givenUpload,
  idOf,
  lines,
  reset,
  startHandler,
  stopHandler,
  updatedIds,
} from '../support/handling.ts';

beforeAll(startHandler);
beforeEach(reset);
afterAll(stopHandler);

describe('a recheck', () => {
  const recheckOf = (index: number, of = {}) => {
    const { key, size, eTag, versionId } = JSON.parse(givenUpload(index)).Records[0].s3.object;
    const object = { key: decodeURIComponent(key), size, eTag, versionId, storedAt: START, ...of };
    return toMessage({ kind: 'object', ...object });
  };
  const given = (index: number, rest = {}) =>
    dynamodb
      .on(GetItemCommand, { Key: { id: { S: idOf(index) } } })
      .resolves({ Item: { id: { S: idOf(index) }, version: { N: '1' }, used: { M: {} }, ...rest } });
  const printed = (text: string) => lines.filter((line) => line.includes(text));

  it('reads its record consistently, and is a line of the log that counts as an upload where it was one', async () => {
    given(1);
    dynamodb.on(GetItemCommand, { Key: { id: { S: idOf(2) } } }).resolves({});
    expect(await failures(batch(recheckOf(1), recheckOf(2), givenUpload(3)))).toEqual([]);
    expect(dynamodb.commandCalls(GetItemCommand).map(({ args }) => args[0].input)).toMatchObject([
      { TableName: 'records', ConsistentRead: true },
      { TableName: 'records', ConsistentRead: true },
    ]);
    expect(printed('"Rechecked"').map((line) => JSON.parse(line))).toMatchObject([
      { id: idOf(2), outcome: 'missing', changed: false, ms: expect.any(Number) },
      { id: idOf(1), outcome: 'accepted', changed: true, ms: expect.any(Number) },
    ]);
    expect(printed('"UploadsAccepted"')).toHaveLength(2);
    expect(printed('"UploadToReady"')).toHaveLength(1);
    expect(lines.join('\n')).not.toMatch(/images\/|Signature|https?:/);
  });

  it('counts no upload where it was of an image that the record has', async () => {
    const message = recheckOf(4);
    const { key, versionId } = JSON.parse(message).recheck;
    const image = { M: { width: { N: '1' }, uploadedAt: { N: '1' }, versionId: { S: versionId } } };
    given(4, { image, imageEvent: { S: 'e' }, objectKeys: { L: [{ S: key }] }, thumbnail: { M: {} } });
    expect(await failures(batch(message))).toEqual([]);
    expect(updatedIds()).toEqual([idOf(4)]);
    expect(printed('"Rechecked"')).toMatchObject([expect.stringContaining('"changed":true')]);
    expect(printed('_aws')).toEqual([]);
  });

  it('fails alone: when it is malformed, and when its record cannot be read', async () => {
    const throttled = Object.assign(new Error('Slow down'), { name: 'ThrottlingException' });
    dynamodb.on(GetItemCommand).rejects(throttled);
    const malformed = recheckOf(1, { size: -1 });
    expect(await failures(batch(malformed, recheckOf(2), givenUpload(3)))).toEqual(['m0', 'm1']);
  });
});
