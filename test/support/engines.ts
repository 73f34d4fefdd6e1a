/** Engines outside the process, when `npm run test:engines` started them; otherwise the embedded ones are used. */
export interface Engines {
  /** Ceph RGW and DynamoDB Local instead of the embedded store and dynalite. */
  real: boolean;
  dynamodbEndpoint?: string;
  s3Endpoint?: string;
  s3Credentials?: { accessKeyId: string; secretAccessKey: string };
  /** An access key of RGW that belongs to someone else. */
  s3OtherAccessKeyId?: string;
}

/** The variables by which the runner tells the tests where the real engines are. */
export const engines: Engines = readEngines(process.env);

function readEngines(env: NodeJS.ProcessEnv): Engines {
  const { ENGINES, DYNAMODB_ENDPOINT, S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY, S3_OTHER_ACCESS_KEY } = env;
  if (ENGINES !== 'real') return { real: false };
  if (!DYNAMODB_ENDPOINT || !S3_ENDPOINT || !S3_ACCESS_KEY || !S3_SECRET_KEY || !S3_OTHER_ACCESS_KEY) {
    throw new Error('ENGINES=real is set by `npm run test:engines`, together with where the engines are.');
  }
  return {
    real: true,
    dynamodbEndpoint: DYNAMODB_ENDPOINT,
    s3Endpoint: S3_ENDPOINT,
    s3Credentials: { accessKeyId: S3_ACCESS_KEY, secretAccessKey: S3_SECRET_KEY },
    s3OtherAccessKeyId: S3_OTHER_ACCESS_KEY,
  };
}
