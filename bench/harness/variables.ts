import type { Endpoint } from '../../lambdas/webhook-sender/endpoint.ts';
import { AUDIENCE, type BenchContent, MAX_PIXELS, PARAMETERS } from './content.ts';
import type { AwsStub } from './stub/aws-stub.ts';

export const BUCKET = 'bucket';
const ACCOUNT = '111122223333';
/** Name of the queue in which webhooks wait. */
export const WEBHOOK_QUEUE = 'webhooks';

/** As Lambda and the stage give them; all functions' and Python's at once. */
export function functionVariables({ endpoint, authority, receiver }: AwsStub): Record<string, string> {
  const queue = (name: string) => `${endpoint}/${ACCOUNT}/${name}`;
  const webhooks: Endpoint = {
    name: 'bench',
    url: `${receiver}/webhook`,
    queue: queue(WEBHOOK_QUEUE),
    secret: PARAMETERS.webhook,
    loopback: true,
  };
  const services = ['CLOUDFRONT', 'DYNAMODB', 'EVENTBRIDGE', 'S3', 'SQS', 'SSM'];
  return {
    TZ: ':UTC',
    PYTHONDONTWRITEBYTECODE: '1',
    LANG: 'en_US.UTF-8',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIABENCHBENCHBENCH0',
    AWS_SECRET_ACCESS_KEY: 'benchbenchbenchbenchbenchbenchbenchbench',
    AWS_SESSION_TOKEN: 'b'.repeat(700),
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint])),
    NODE_EXTRA_CA_CERTS: authority,
    AWS_CA_BUNDLE: authority,
    SERVICE_NAME: 'bench',
    METRICS_NAMESPACE: 'bench',
    TABLE_NAME: 'table',
    BUCKET_NAME: BUCKET,
    BUCKET_DOMAIN_NAME: `${BUCKET}.s3.eu-central-1.amazonaws.com`,
    FEED_SHARDS: '1',
    URL_EXPIRES_SECONDS: '3600',
    UPLOAD_QUEUE_URL: queue('uploads'),
    THUMBNAIL_QUEUE_URL: queue('thumbnails'),
    CLEANING_QUEUE_URL: queue('cleaning'),
    UNRELAYED_QUEUE_URL: queue('unrelayed'),
    RECONCILING_QUEUE_URL: queue('reconciling'),
    WEBHOOK_QUEUES: JSON.stringify([{ queueUrl: webhooks.queue }]),
    WEBHOOKS: JSON.stringify([webhooks]),
    EVENT_BUS: '',
    ISSUER: endpoint,
    AUDIENCE,
    CLIENT_IDS: '',
    USER_CLAIM: 'sub',
    TICKETS_PER_HOUR: '100',
    MAX_UPLOAD_BYTES: '100000000',
    MAX_PIXELS: String(MAX_PIXELS),
    MAX_AGE_SECONDS: '86400',
    WIDTHS: '[640]',
    RESTORE_DAYS: '30',
    DELETE_PARTS_PER_MILLION: '10000',
    ALLOWED_TYPES: 'image/jpeg,image/png,image/gif,image/webp,image/avif,image/heic,image/tiff,image/bmp',
    ALLOWED_ORIGINS: '*',
    REQUIRE_DECLARED_UPLOADS: 'false',
    PENDING_DAYS: '7',
  };
}

/** What a stage that delivers images gives them besides. */
export function deliveryVariables({ signing }: BenchContent): Record<string, string> {
  const key = { id: 'K2JCJMDEHXQW5F', publicKeyPem: signing.publicKeyPem, parameter: PARAMETERS.signing };
  return {
    DELIVERY: JSON.stringify({ origin: 'https://images.example.com', widths: [320, 640, 1280], key }),
    DISTRIBUTION_ID: 'EDFDVBD6EXAMPLE',
    RENDITIONS: 'true',
  };
}
