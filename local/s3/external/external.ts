import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  PutBucketCorsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
  type S3ClientConfig,
  type TopicConfiguration,
} from '@aws-sdk/client-s3';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Delivery } from '../events/delivery.ts';
import type { LocalS3Options, S3Bucket, S3Engine } from '../options.ts';
import { startEventReceiver } from './external-events.ts';

/** The region that an engine without regions is administered in: any other asks for a location constraint. */
const REGION = 'us-east-1';

type Credentials = NonNullable<LocalS3Options['engineCredentials']>;

/**
 * Makes the buckets on an external engine, with their versions and CORS rules, and takes the engine's own
 * notifications. Clients talk to the engine itself, so that signatures, CORS and versions are judged by it alone.
 * Topics are Ceph RGW's: https://docs.ceph.com/en/pacific/radosgw/notifications/
 * @throws Error when no credentials are given, or the engine refuses.
 */
export async function attachExternalEngine(
  options: LocalS3Options,
  endpoint: string,
  delivery: Delivery,
): Promise<S3Engine> {
  const { engineCredentials, buckets, region } = options;
  if (!engineCredentials) throw new Error('An external S3 engine needs engineCredentials.');
  const config: S3ClientConfig = {
    endpoint,
    region: REGION,
    credentials: engineCredentials,
    forcePathStyle: true,
  };
  const client = new S3Client({ ...config, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const receiver = await startEventReceiver(region, delivery);
  const removals: (() => Promise<unknown>)[] = [];
  for (const bucket of buckets) {
    await createBucket(client, bucket);
    if (bucket.notifications.length === 0) continue;
    const configurations: TopicConfiguration[] = [];
    for (const { queueArn, events, prefix, suffix } of bucket.notifications) {
      const pushTo = receiver.urlFor(queueArn);
      const topic = await insist(() => createTopic(endpoint, engineCredentials, pushTo));
      removals.push(() =>
        topicAction(endpoint, engineCredentials, { Action: 'DeleteTopic', TopicArn: topic }),
      );
      configurations.push({
        Id: topic.slice(topic.lastIndexOf(':') + 1),
        TopicArn: topic,
        Events: events as TopicConfiguration['Events'],
        Filter: { Key: { FilterRules: filterRules(prefix, suffix) } },
      });
    }
    await insist(() => client.send(notifications(bucket.name, configurations)));
    // Before its topic goes, or the engine would push to a port that nobody listens on.
    removals.unshift(() => client.send(notifications(bucket.name, [])));
  }
  return {
    endpoint,
    engineCredentials,
    close: async () => {
      for (const remove of removals) await insist(remove).catch(() => {});
      client.destroy();
      await receiver.close();
    },
  };
}

/** RGW keeps all topics of a user in one object, and fails whoever writes it at the same time as another. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 8) throw error;
      await sleep(Math.random() * 50 * attempt);
    }
  }
}

async function createBucket(client: S3Client, { name, versioned, suspended, cors }: S3Bucket): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket: name }));
  if (versioned || suspended) {
    const VersioningConfiguration = { Status: versioned ? 'Enabled' : 'Suspended' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }));
  }
  if (cors.length > 0) {
    const CORSRules = cors.map(({ ExposedHeaders, MaxAge, Id, ...rule }) => ({
      ...rule,
      ...(ExposedHeaders && { ExposeHeaders: ExposedHeaders }),
      ...(MaxAge !== undefined && { MaxAgeSeconds: MaxAge }),
      ...(Id !== undefined && { ID: Id }),
    }));
    await client.send(new PutBucketCorsCommand({ Bucket: name, CORSConfiguration: { CORSRules } }));
  }
}

function notifications(Bucket: string, TopicConfigurations: TopicConfiguration[]) {
  return new PutBucketNotificationConfigurationCommand({
    Bucket,
    NotificationConfiguration: { TopicConfigurations },
  });
}

function filterRules(prefix: string | undefined, suffix: string | undefined) {
  return [
    ...(prefix === undefined ? [] : [{ Name: 'prefix' as const, Value: prefix }]),
    ...(suffix === undefined ? [] : [{ Name: 'suffix' as const, Value: suffix }]),
  ];
}

async function createTopic(endpoint: string, credentials: Credentials, pushTo: string): Promise<string> {
  const answer = await topicAction(endpoint, credentials, {
    Action: 'CreateTopic',
    Name: `local-${randomBytes(8).toString('hex')}`,
    'Attributes.entry.1.key': 'push-endpoint',
    'Attributes.entry.1.value': pushTo,
  });
  const arn = /<TopicArn>([^<]+)<\/TopicArn>/.exec(answer)?.[1];
  if (!arn) throw new Error(`The S3 engine at ${endpoint} made no topic: ${answer}`);
  return arn;
}

/** RGW takes the calls of SNS at its own endpoint. */
async function topicAction(
  endpoint: string,
  credentials: Credentials,
  form: Record<string, string>,
): Promise<string> {
  const { protocol, hostname, host, port } = new URL(endpoint);
  const body = new URLSearchParams(form).toString();
  const signer = new SignatureV4({
    service: 's3',
    region: REGION,
    credentials,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    path: '/',
    headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
    body,
    ...(port && { port: Number(port) }),
  });
  const response = await fetch(new URL('/', endpoint), { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${form.Action} at the S3 engine ${endpoint}: ${response.status} ${text}`);
  return text;
}
