import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createClient } from '../../../client/client.ts';
import type { MetricName } from '../../../contract/metrics.ts';
import type { LocalRun } from '../../../local/options.ts';
import { generatedPng } from '../../smoke/smoke-image.ts';
import type { Fault } from './fault.ts';
import { REQUESTS } from './traffic-rates.ts';

const bucketOf = ({ names }: LocalRun) =>
  Object.entries(names.buckets).find(([id]) => id.startsWith('Images'))![1];

/** Uploads an image, and deletes all of it by hand, as nobody should. */
async function loseImage(run: LocalRun): Promise<void> {
  const client = createClient({ ...run, retries: 0 });
  const { metadata } = await client.upload(new Blob([generatedPng(8, 8)]), { filename: 'drill.png' });
  const { region, credentials, s3Endpoint: endpoint } = run;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    const Bucket = bucketOf(run);
    const { Versions = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: `images/${metadata.id}/` }),
    );
    for (const { Key, VersionId } of Versions)
      await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  } finally {
    s3.destroy();
  }
}

/** Begins a run, as the schedule does; but one that leaves nothing alone for being young, as all is here. */
async function beginRun(run: LocalRun): Promise<void> {
  const { sqsEndpoint: endpoint, region, credentials } = run;
  const sqs = new SQSClient({ endpoint, region, credentials });
  const [name] = Object.keys(run.names.queueUrls).filter((id) => id.startsWith('ReconcilingQueue'));
  try {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: run.names.queueUrls[name!]!,
        MessageBody: JSON.stringify({ kind: 'begin', repair: false, graceMs: 0 }),
      }),
    );
  } finally {
    sqs.destroy();
  }
}

const LEFT: MetricName = 'FindingsLeft';

/** Faults that nothing tells of by itself: bucket and table do not agree. */
export const RECONCILING_FAULTS: readonly Fault[] = [
  {
    name: 'an image is deleted by hand',
    minutes: 10,
    traffic: REQUESTS,
    async act(run, minute) {
      if (minute !== 0) return;
      await loseImage(run);
      await beginRun(run);
    },
    happened: ({ metricLines }) => metricLines.some((line) => Number(line[LEFT]) > 0),
  },
];
