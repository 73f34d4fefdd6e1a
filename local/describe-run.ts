import { networkInterfaces } from 'node:os';
import type { ServedDistribution } from './cloudfront/declared-distributions.ts';
import type { LocalDynamo } from './dynamodb/server.ts';
import type { RestApi } from './gateway/api.ts';
import type { Gateway } from './gateway/server.ts';
import type { Identities } from './iam/identities.ts';
import { shortName } from './lambda/declared-functions.ts';
import type { LocalRun } from './options.ts';
import type { Page } from './page/page.ts';
import type { LocalS3 } from './s3/options.ts';
import type { LocalQueues } from './sqs/queues.ts';
import type { Deployment } from './template/deployment.ts';

/** Where the parts of a run are to be found, and by whom. */
export function describeRun(parts: {
  host: string | undefined;
  apis: RestApi[];
  page: Page | undefined;
  gateway: Gateway;
  delivery: ServedDistribution | undefined;
  dynamo: LocalDynamo;
  s3: LocalS3;
  queues: LocalQueues;
  identities: Identities;
  deployment: Deployment;
}): Omit<LocalRun, 'stop' | 'apiKey' | 'parameters' | 'reload' | 'schedules'> {
  const { host, apis, gateway, delivery, dynamo, s3, queues, identities, deployment } = parts;
  const { accessKeyId, secretAccessKey } = s3.engineCredentials ?? identities.owner;
  const origin = `http://${reachable(host)}:${gateway.port}`;
  const names = (...types: string[]) =>
    Object.fromEntries(deployment.ofType(...types).map(({ logicalId, ref }) => [shortName(logicalId), ref]));
  return {
    baseUrl: `${origin}/${apis[0]?.stage ?? ''}`,
    page: parts.page && `${origin}/`,
    s3Endpoint: s3.endpoint,
    delivery: delivery && { origin: delivery.origin },
    dynamodbEndpoint: dynamo.endpoint,
    sqsEndpoint: queues.endpoint,
    region: deployment.environment.region,
    deployment,
    messages: queues.messages,
    undelivered: s3.undelivered,
    credentials: { accessKeyId, secretAccessKey },
    grants: identities.grants(),
    names: {
      tables: names('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'),
      buckets: names('AWS::S3::Bucket'),
      queueUrls: names('AWS::SQS::Queue'),
    },
  };
}

/** A host by which this machine is reached at an address that it listens on, as URLs write it. */
function reachable(host = '127.0.0.1'): string {
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host;
  const external = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  return external?.address ?? '127.0.0.1';
}
