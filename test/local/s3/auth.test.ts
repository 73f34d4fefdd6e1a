import { createHash } from 'node:crypto';
import { DeleteObjectsCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET, CREDENTIALS, codeOf, REGION, signed, startStore } from './store.ts';

let store: Awaited<ReturnType<typeof startStore>>;
const denied = new Set<string>();

beforeAll(async () => {
  store = await startStore({}, { authorize: ({ action, resource }) => !denied.has(`${action} ${resource}`) });
});
afterAll(() => store.close());

const BODY = 'signed in the header';
const HASH = createHash('sha256').update(BODY).digest('hex');
const MINUTE = 60_000;

/** PUTs with a signature in the header; `change` says what to tamper with, undefined for leaving it out. */
async function put(
  sign: Record<string, string> = {},
  change: (headers: Record<string, string>) => Record<string, string | undefined> = () => ({}),
  signingDate = new Date(),
) {
  const path = `/${BUCKET}/headers`;
  const original = await signed(
    store.endpoint,
    'PUT',
    path,
    { 'x-amz-content-sha256': HASH, ...sign },
    signingDate,
  );
  const entries = Object.entries({ ...original, ...change(original) });
  const headers = entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await fetch(store.endpoint + path, { method: 'PUT', headers, body: BODY });
  return { status: response.status, code: codeOf(await response.text()) };
}

describe('a signature in the header', () => {
  it('is accepted when it fits', async () => {
    expect(await put({ 'content-type': 'text/plain', 'x-amz-meta-a': 'b' })).toMatchObject({ status: 200 });
  });

  it('may be ten minutes off, either way, and no twenty', async () => {
    const at = (minutes: number) => put({}, undefined, new Date(Date.now() + minutes * MINUTE));
    expect(await at(10)).toMatchObject({ status: 200 });
    expect(await at(-10)).toMatchObject({ status: 200 });
    expect(await at(20)).toEqual({ status: 403, code: 'RequestTimeTooSkewed' });
    expect(await at(-20)).toEqual({ status: 403, code: 'RequestTimeTooSkewed' });
  });

  it.each<[string, (headers: Record<string, string>) => Record<string, string | undefined>, string]>([
    ['a changed signed header', () => ({ 'content-type': 'text/html' }), 'SignatureDoesNotMatch'],
    ['an x-amz- header that was not signed', () => ({ 'x-amz-meta-z': '1' }), 'AccessDenied'],
    ['no payload hash', () => ({ 'x-amz-content-sha256': undefined }), 'InvalidRequest'],
    [
      'another algorithm',
      ({ authorization }) => ({ authorization: authorization!.replace('SHA256', 'SHA1') }),
      'InvalidRequest',
    ],
    [
      'another region',
      ({ authorization }) => ({ authorization: authorization!.replace(REGION, 'us-east-1') }),
      'AuthorizationHeaderMalformed',
    ],
    [
      'a cut signature',
      ({ authorization }) => ({ authorization: authorization!.slice(0, -1) }),
      'SignatureDoesNotMatch',
    ],
    ['an Authorization that is no signature', () => ({ authorization: 'Bearer x' }), 'InvalidRequest'],
    ['no date', () => ({ 'x-amz-date': undefined }), 'AuthorizationHeaderMalformed'],
  ])('is refused with %s', async (_, change, code) => {
    expect(await put({ 'content-type': 'text/plain' }, change)).toMatchObject({ code });
  });

  it('signs the body: other bytes are refused', async () => {
    const other = createHash('sha256').update('other bytes').digest('hex');
    expect(await put({ 'x-amz-content-sha256': other })).toEqual({
      status: 400,
      code: 'XAmzContentSHA256Mismatch',
    });
  });

  it('of temporary credentials needs their session token', async () => {
    const credentials = { ...CREDENTIALS, sessionToken: 'token' };
    const temporary = await startStore({}, { credentials: () => credentials });
    const send = () => temporary.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'x' }));
    await expect(send()).rejects.toMatchObject({ name: 'InvalidToken' });
    temporary.client.config.credentials = async () => credentials;
    expect((await send()).$metadata.httpStatusCode).toBe(200);
    await temporary.close();
  });
});

describe('what the signer may not do', () => {
  const ARN = `arn:aws:s3:::${BUCKET}`;

  it('is denied, with the action and the resource in the message', async () => {
    denied.add(`s3:PutObject ${ARN}/closed/x`);
    const command = new PutObjectCommand({ Bucket: BUCKET, Key: 'closed/x', Body: 'x' });
    await expect(store.client.send(command)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(`s3:PutObject on resource: "${ARN}/closed/x"`),
    });
  });

  it('is denied instead of not found, when it may not list the bucket', async () => {
    const get = () => store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'nothing' }));
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchKey' });
    denied.add(`s3:ListBucket ${ARN}`);
    await expect(get()).rejects.toMatchObject({ name: 'AccessDenied' });
    denied.delete(`s3:ListBucket ${ARN}`);
  });

  it('is another action for a version by its id', async () => {
    const { VersionId } = await store.client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'x' }),
    );
    denied.add(`s3:GetObjectVersion ${ARN}/k`);
    const get = (more: object) =>
      store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k', ...more }));
    expect((await get({})).ContentLength).toBe(1);
    await expect(get({ VersionId })).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('is reported for each key of a multiple deletion', async () => {
    denied.add(`s3:DeleteObject ${ARN}/kept`);
    const Objects = [{ Key: 'kept' }, { Key: 'dropped' }];
    const answer = await store.client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
    expect(answer.Errors).toMatchObject([{ Key: 'kept', Code: 'AccessDenied' }]);
    expect(answer.Deleted).toMatchObject([{ Key: 'dropped', DeleteMarker: true }]);
  });
});
