import { randomUUID } from 'node:crypto';
import { thumbnailKey } from '../../lambdas/shared/objects/thumbnail.ts';
import { eventOrder, sortKeyOf } from '../../lambdas/shared/record.ts';

/** An API Gateway proxy event, with the headers that a browser's request carries. */
export function apiEvent(
  httpMethod: string,
  resource: string,
  options: { body?: object; id?: string; query?: Record<string, string> } = {},
): object {
  const { body, id, query } = options;
  const path = id ? resource.replace('{id}', id) : resource;
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Encoding': 'gzip, deflate, br',
    'Accept-Language': 'en',
    'CloudFront-Viewer-Country': 'CH',
    Host: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
    Origin: 'https://images.example.com',
    'User-Agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36',
    'X-Amzn-Trace-Id': 'Root=1-691fd1a2-0123456789abcdef01234567',
    'X-Forwarded-For': '203.0.113.7, 198.51.100.9',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
    'x-api-key': 'benchbenchbenchbenchbench',
    ...(body && { 'Content-Type': 'application/json' }),
  };
  return {
    resource,
    path,
    httpMethod,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: query
      ? Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]]))
      : null,
    pathParameters: id ? { id } : null,
    stageVariables: null,
    requestContext: {
      accountId: '111122223333',
      apiId: 'abcdefghij',
      httpMethod,
      path: `/dev${path}`,
      resourcePath: resource,
      stage: 'dev',
      protocol: 'HTTP/1.1',
      requestId: '5f0c1a3e-5a3c-4c8e-9d55-1f0a7c1f2b3d',
      requestTimeEpoch: 1_795_219_200_000,
      identity: { apiKeyId: 'abcde12345', sourceIp: '203.0.113.7', userAgent: 'bench' },
    },
    body: body ? JSON.stringify(body) : null,
    isBase64Encoded: false,
  };
}

/** An SQS event with one S3 notification, as the upload of an object of `size` bytes causes it. */
export function uploadEvent(bucket: string, size: number, count = 1): object {
  return {
    Records: Array.from({ length: count }, () => {
      const key = `images/${randomUUID()}/${'A'.repeat(22)}.jpg`;
      const notification = {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'eu-central-1',
        eventTime: '2026-11-21T00:00:00.000Z',
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'AWS:AROABENCH:bench' },
        requestParameters: { sourceIPAddress: '203.0.113.7' },
        responseElements: { 'x-amz-request-id': 'BENCH', 'x-amz-id-2': 'BENCH' },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'bench',
          bucket: {
            name: bucket,
            ownerIdentity: { principalId: 'BENCH' },
            arn: `arn:aws:s3:::${bucket}`,
          },
          object: {
            key,
            size,
            eTag: '9b2cf535f27731c974343645a3985328',
            versionId: 'bench',
            sequencer: '0066F0A1B2C3D4E5F6',
          },
        },
      };
      return {
        messageId: randomUUID(),
        receiptHandle: 'bench',
        body: JSON.stringify({ Records: [notification] }),
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: '1795219200000',
          SenderId: 'AIDABENCH',
          ApproximateFirstReceiveTimestamp: '1795219200001',
        },
        messageAttributes: {},
        md5OfBody: '00000000000000000000000000000000',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:uploads',
        awsRegion: 'eu-central-1',
      };
    }),
  };
}

/** A record with an accepted image and its thumbnail, as DynamoDB's JSON holds it. */
export function readyItem(index: number): Record<string, object> {
  const id = randomUUID();
  const createdAt = 1_795_219_200_000 + index;
  const objectKey = `images/${id}/${'A'.repeat(22)}.jpg`;
  const n = (value: number) => ({ N: String(value) });
  return {
    id: { S: id },
    filename: { S: `holiday-${index}.jpg` },
    createdAt: n(createdAt),
    updatedAt: n(createdAt + 1500),
    version: n(2),
    feed: { S: 'feed#0' },
    sortKey: { S: sortKeyOf(createdAt, id) },
    title: { S: 'A day by the lake' },
    userId: { S: `user-${index % 100}` },
    tags: { M: { lake: { BOOL: true }, summer: { BOOL: true } } },
    attributes: { M: {} },
    attributesBytes: n(2),
    tickets: n(1),
    image: {
      M: {
        size: n(2_345_678),
        width: n(4032),
        height: n(3024),
        contentType: { S: 'image/jpeg' },
        uploadedAt: n(createdAt + 1000),
      },
    },
    imageEvent: { S: eventOrder(createdAt + 1000, '0066F0A1B2C3D4E5F6') },
    objectKeys: { L: [{ S: objectKey }] },
    contentVersion: n(1),
    thumbnail: {
      M: {
        key: { S: thumbnailKey(objectKey) },
        width: n(320),
        height: n(240),
        thumbhash: { S: '1QcSHQRnh493V4dIh4eXh1h4kJUI' },
      },
    },
  };
}
