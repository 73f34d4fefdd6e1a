import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Delivery } from '../events/delivery.ts';
import { encodeKey } from '../events/events.ts';

/** The part of Ceph RGW's records that AWS's have too. */
interface EngineRecord {
  eventTime: string;
  eventName: string;
  userIdentity: { principalId: string };
  requestParameters: { sourceIPAddress: string };
  responseElements: Record<string, string>;
  s3: {
    configurationId: string;
    bucket: { name: string; ownerIdentity: { principalId: string }; arn: string };
    object: { key: string; size?: number; eTag?: string; versionId?: string; sequencer: string };
  };
}

/**
 * Listens on loopback for the engine's notifications, one address for each queue, and passes them on as AWS shapes
 * them. The engine waits for the answer within the upload, so an upload that was answered has been notified.
 */
export async function startEventReceiver(region: string, delivery: Delivery) {
  const server = createServer(async (request, response) => {
    try {
      const queueArn = decodeURIComponent(request.url!.slice(1));
      const { Records } = JSON.parse(await text(request)) as { Records: EngineRecord[] };
      delivery.send(
        queueArn,
        JSON.stringify({ Records: Records.map((record) => awsRecord(record, region)) }),
      );
      response.end();
    } catch {
      response.writeHead(400).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlFor: (queueArn: string) => `http://127.0.0.1:${port}/${encodeURIComponent(queueArn)}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** RGW leaves keys unencoded, gives microseconds, and names itself; AWS's record has none of that. */
export function awsRecord(record: EngineRecord, region: string) {
  const { key, size, eTag, versionId, sequencer } = record.s3.object;
  const { name, ownerIdentity, arn } = record.s3.bucket;
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: new Date(record.eventTime).toISOString(),
    eventName: record.eventName.replace(/^s3:/, ''),
    userIdentity: record.userIdentity,
    requestParameters: record.requestParameters,
    responseElements: record.responseElements,
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: record.s3.configurationId,
      bucket: { name, ownerIdentity, arn },
      object: {
        key: encodeKey(key),
        size,
        eTag,
        versionId: versionId || undefined,
        sequencer: sortable(sequencer),
      },
    },
  };
}

/**
 * RGW's sequencer is two numbers, seconds and nanoseconds, each as four bytes with the lowest first and leading
 * zeros kept: turned round it sorts.
 */
function sortable(sequencer: string): string {
  const words = sequencer.match(/.{8}/g) ?? [];
  return words.map((word) => (word.match(/../g) ?? []).reverse().join('')).join('');
}
