import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bundle, bundleFile } from '../../lib/constructs/bundling/bundle.ts';
import { type FunctionSource, writeFunction } from '../../lib/constructs/bundling/write-function.ts';
import { temporaryFolder } from '../../tools/temporary-folder.ts';
import { type AwsStub, startAwsStub } from './aws-stub.ts';
import { readyItem } from './events.ts';

/** A function's folder, and each bundle in it by the name of its file. */
interface Bundled {
  folder: string;
  bundles: Record<string, Bundle>;
}

/** Where functions are measured: their bundles, the stub that answers them, and what `process.env` tells them. */
export interface Bench {
  folder: string;
  stub: AwsStub;
  variables: Record<string, string>;
  /** Bytes of the image that every object is. */
  objectSize: number;
  /** Bundles a function of the service once. */
  bundle(source: FunctionSource): Bundled;
  /** Bundles a script of the benchmark once, as a function. @param entry - relative to the repository */
  bundleScript(entry: string): Bundled;
  close(): void;
}

export const BUCKET = 'bucket';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param records - how many a list finds */
export async function startBench(records = 50): Promise<Bench> {
  const folder = temporaryFolder();
  const object = readFileSync(join(root, 'samples/hills.jpg'));
  const items = Array.from({ length: records }, (_, index) => readyItem(index));
  const stub = await startAwsStub({ items, object });
  const known = new Map<string, Bundled>();
  const once = (name: string, write: (target: string) => Record<string, Bundle>): Bundled => {
    const found = known.get(name);
    if (found) return found;
    const target = join(folder, name.replaceAll('/', '-'));
    mkdirSync(target);
    const bundled = { folder: target, bundles: write(target) };
    known.set(name, bundled);
    return bundled;
  };
  return {
    folder,
    stub,
    objectSize: object.length,
    variables: functionVariables(stub),
    bundle: (source) => once(source.name, (target) => writeFunction(source, target)),
    bundleScript: (entry) =>
      once(entry, (target) => ({ index: bundleFile(entry, join(target, 'index.js')) })),
    close() {
      stub.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** As Lambda and the stage give them; both functions' and Python's at once. */
function functionVariables({ endpoint, authority }: AwsStub): Record<string, string> {
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
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_SQS: endpoint,
    NODE_EXTRA_CA_CERTS: authority,
    AWS_CA_BUNDLE: authority,
    SERVICE_NAME: 'bench',
    METRICS_NAMESPACE: 'bench',
    TABLE_NAME: 'table',
    BUCKET_NAME: BUCKET,
    BUCKET_DOMAIN_NAME: `${BUCKET}.s3.eu-central-1.amazonaws.com`,
    FEED_SHARDS: '1',
    URL_EXPIRES_SECONDS: '3600',
    THUMBNAIL_QUEUE_URL: `${endpoint}/111122223333/thumbnails`,
    MAX_UPLOAD_BYTES: '100000000',
    MAX_PIXELS: '100000000',
    MAX_AGE_SECONDS: '86400',
    WIDTHS: '[640]',
    ALLOWED_TYPES: 'image/jpeg,image/png,image/gif,image/webp,image/avif,image/heic,image/tiff,image/bmp',
    ALLOWED_ORIGINS: '*',
    REQUIRE_DECLARED_UPLOADS: 'false',
    PENDING_DAYS: '7',
  };
}
