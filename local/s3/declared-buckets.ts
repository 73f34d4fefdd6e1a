import type { Identities } from '../iam/identities.ts';
import type { LocalRunOptions } from '../options.ts';
import { reaching } from '../reaching.ts';
import { queueAdmits } from '../sqs/admission.ts';
import type { LocalQueues } from '../sqs/queues.ts';
import type { Deployment } from '../template/deployment.ts';
import { startLocalS3 } from './local-s3.ts';
import type { LocalS3, LocalS3Options, S3Bucket } from './options.ts';

interface BucketProperties {
  VersioningConfiguration?: { Status?: string };
  CorsConfiguration?: { CorsRules?: S3Bucket['cors'] };
  NotificationConfiguration?: { QueueConfigurations?: QueueConfiguration[] };
}

interface QueueConfiguration {
  Event: string;
  Queue: string;
  Filter?: { S3Key?: { Rules?: { Name: string; Value: string }[] } };
}

/**
 * Starts the local S3 with the declared buckets, and tells it who may do what.
 * @throws Error when an engine refuses, or a queue does not let a bucket in
 */
export async function startS3(
  { s3, s3Port, data, chaos = false, onCall, onLog }: LocalRunOptions,
  deployment: Deployment,
  identities: Identities,
  queues: LocalQueues,
): Promise<LocalS3> {
  const settings: LocalS3Options = {
    region: deployment.environment.region,
    buckets: declaredBuckets(deployment),
    data,
    credentials: (accessKeyId) => identities.find(accessKeyId),
    deliver: queues.deliver,
    chaos,
    ...(s3 && { endpoint: s3.endpoint, engineCredentials: s3.credentials }),
    authorize: ({ accessKeyId, action, resource, context }) =>
      identities.refusal(accessKeyId, action, resource, context) === undefined,
    ...(onCall && {
      onRequest({ accessKeyId, operation, bucket, key, presigned, status, bytesIn, bytesOut }) {
        onCall({
          function: identities.find(accessKeyId)?.name ?? 'unknown',
          service: 's3',
          operation,
          resource: `arn:aws:s3:::${bucket}/${key}`,
          bytesIn,
          bytesOut,
          ...(presigned && { presigned }),
          ...(status === 403 && { refused: true }),
        });
      },
    }),
  };
  const kept = data?.map<number>('settings').get('s3Port');
  const started = startLocalS3({ ...settings, port: s3Port ?? kept ?? 0 }).catch((error) => {
    if (s3Port !== undefined || kept === undefined || error.code !== 'EADDRINUSE') throw error;
    onLog?.('warning', `S3 had port ${kept}, which is in use: URLs that were signed before do not work now.`);
    return startLocalS3(settings);
  });
  const local = await reaching('S3', s3?.endpoint, started);
  // URLs are signed for it.
  data?.map('settings').set('s3Port', Number(new URL(local.endpoint).port));
  if (local.engineCredentials) identities.admit('engine', local.engineCredentials);
  return local;
}

/**
 * The declared buckets, as the local S3 takes them.
 * @throws Error when a queue's policy does not let a bucket send its notifications, as S3 refuses the configuration
 */
function declaredBuckets(deployment: Deployment): S3Bucket[] {
  return deployment
    .ofType<BucketProperties>('AWS::S3::Bucket')
    .map(({ ref, arn, logicalId, properties }) => ({
      name: ref,
      versioned: properties.VersioningConfiguration?.Status === 'Enabled',
      suspended: properties.VersioningConfiguration?.Status === 'Suspended',
      cors: properties.CorsConfiguration?.CorsRules ?? [],
      notifications: (properties.NotificationConfiguration?.QueueConfigurations ?? []).map(
        (configuration) => {
          checkAdmission(deployment, arn, logicalId, configuration.Queue);
          return toNotification(configuration);
        },
      ),
    }));
}

function toNotification({ Event, Queue, Filter }: QueueConfiguration): S3Bucket['notifications'][number] {
  const rule = (name: string) => Filter?.S3Key?.Rules?.find(({ Name }) => Name.toLowerCase() === name)?.Value;
  const [prefix, suffix] = [rule('prefix'), rule('suffix')];
  return {
    events: [Event],
    queueArn: Queue,
    ...(prefix !== undefined && { prefix }),
    ...(suffix !== undefined && { suffix }),
  };
}

function checkAdmission(deployment: Deployment, bucketArn: string, bucket: string, queueArn: string): void {
  const queue = deployment.ofType('AWS::SQS::Queue').find(({ arn }) => arn === queueArn);
  if (!queue) throw new Error(`Bucket ${bucket} notifies ${queueArn}, which no stack declares.`);
  if (queueAdmits(deployment, queue, 's3.amazonaws.com', bucketArn)) return;
  throw new Error(
    `Bucket ${bucket} may not notify queue ${queue.logicalId}: no AWS::SQS::QueuePolicy allows s3.amazonaws.com to sqs:SendMessage.`,
  );
}
