import { randomBytes } from 'node:crypto';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { ServiceCall } from '../../local/calls.ts';
import type { Access } from '../../local/iam/identities.ts';
import type { LocalRunOptions, LocalRun as Run } from '../../local/options.ts';
import { startLocalRun as start } from '../../local/run.ts';
import { localDelivery } from '../../tools/local/delivery/local-delivery.ts';
import { assemblyOf } from '../../tools/local/kept-assembly.ts';
import { engines } from './engines.ts';

export { assemblyOf };

/** A local run as tests see it. */
export interface LocalRun extends Run {
  /** Every call to DynamoDB and S3 so far, in order. Empty it by `calls.length = 0`. */
  calls: ServiceCall[];
  /** Every permission that was asked for. */
  accesses: Access[];
  /** What functions printed, and what the gateway has to say. */
  logs: { source: string; line: string }[];
}

export interface TestRunOptions extends Omit<LocalRunOptions, 'assembly' | 'onLog' | 'onCall' | 'onAccess'> {
  stage?: string;
  /** An assembly of one's own instead of a stage's. */
  assembly?: string;
}

/**
 * Starts a stage (dev by default) on free ports, in this process. Failed messages are retried after a hundredth of
 * the queue's visibility timeout. Under `npm run test:engines` it uses the real engines.
 */
export async function startLocalRun(options: TestRunOptions = {}): Promise<LocalRun> {
  const { stage = 'dev', assembly = await assemblyOf(stage), ...rest } = options;
  const calls: ServiceCall[] = [];
  const accesses: Access[] = [];
  const logs: LocalRun['logs'] = [];
  const run = await start({
    retryScale: 0.01,
    ...(engines.real && onRealEngines()),
    ...rest,
    assembly,
    onLog: (source, line) => logs.push({ source, line }),
    onCall: (call) => calls.push(call),
    onAccess: (access) => accesses.push(access),
  });
  return { ...run, calls, accesses, logs };
}

/** The stage dev with images in other widths, whose URLs are signed by a key of this run. */
export async function startDeliveringRun(
  options: Omit<TestRunOptions, 'stage' | 'assembly' | 'parameters'> = {},
): Promise<LocalRun> {
  const { delivery, parameters } = localDelivery({}, true)!;
  return startLocalRun({ ...options, assembly: await assemblyOf('dev', { delivery }), parameters });
}

/** On engines that other tests use at the same time: names, and DynamoDB Local's whole database, are a run's own. */
function onRealEngines(): Partial<LocalRunOptions> {
  const run = randomBytes(5).toString('hex');
  return {
    namePrefix: `${run}-`,
    dynamodb: {
      endpoint: engines.dynamodbEndpoint!,
      // DynamoDB Local keeps a database for each access key.
      credentials: { accessKeyId: `AKIA${run.toUpperCase()}`, secretAccessKey: 'any' },
    },
    s3: { endpoint: engines.s3Endpoint!, credentials: engines.s3Credentials! },
  };
}

/** S3 of a run, in the hands of the account's owner. */
export const s3Of = ({ s3Endpoint: endpoint, region, credentials }: LocalRun): S3Client =>
  new S3Client({ endpoint, region, credentials, forcePathStyle: true });

/** The keys that begin so, in the bucket of a run. */
export async function keysBelow(run: LocalRun, Prefix: string): Promise<string[]> {
  const s3 = s3Of(run);
  const Bucket = Object.values(run.names.buckets)[0]!;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  s3.destroy();
  return Contents.map(({ Key }) => Key!);
}
