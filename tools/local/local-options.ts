import { readFlags } from '../flags.ts';
import { API_KEY, HOST, isLoopback } from './option-rules.ts';
import type { StageRunOptions } from './stage-run.ts';
import { type LocalWebhook, localWebhooks } from './webhooks.ts';

export const USAGE = `Runs one stage of image-intake on this machine: the API, S3, DynamoDB and the queues that its
CloudFormation templates declare, and the functions that they deploy. Needs no AWS account.

Usage: npm start -- [options]

  --port N                   port of the API (default 3000; 0 takes a free one)
  --host ADDRESS             listen on this address instead of 127.0.0.1, 0.0.0.0 for all of them, and serve S3 at the
                             API's port too: for a phone, a container or a tunnel. Everyone in the network can reach
                             it then; the API asks for its key as ever
  --s3-port N                port of S3 on 127.0.0.1 (default: a free one; with --data that of last time)
  --data FOLDER              keep records, images, keys and all that is under way in this folder, from one run to the
                             next; one run has it at a time. Without it all of that is in memory
  --api-key KEY              value of the API key (default: a new one each time, printed; with --data that of last time)
  --stage NAME               stage of lib/stages/stages.ts to run (default dev)
  --dynamodb-endpoint URL    use this DynamoDB instead of the embedded one
  --s3-endpoint URL          use this S3 instead of the embedded one
  --users                    sign users in, Ann and Ben without a password, at an OpenID Connect issuer that runs along on
                             127.0.0.1: for the page, and for /my/metadata of the API
  --users-port N             port of that issuer (default: a free one; with --data that of last time)
  --webhook URL              tell this program on this machine of events, as http://127.0.0.1:4000/hook; can be repeated.
                             The secret of its signatures is a new one each time, printed, or with --data that of last
                             time; npm run listen is a receiver
  --delivery                 deliver images in every width, at a CloudFront that runs along on 127.0.0.1, whose URLs are signed
                             with a key of this run, or with --data that of last time; a stage that delivers always does
  --env FILE                 write where this run is, and its API key, into FILE, between two lines of its own, by the names
                             of npm run env; a file that git would commit is refused
  --insist                   write it although git would commit it
  --chaos                    deliver every S3 event twice, late and out of order
  --dev                      serve the page from its sources, with hot reload, and reload functions whose sources change
                             (npm run dev)
  --help                     show this text

Without --data, data lives in memory and ends with the run: images, deleted and replaced ones too, and records stay there
until then, and what is stored is bounded by this machine's memory alone. Other engines are signed in to with
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment. Ctrl-C stops everything.`;

export type LocalOptions = Required<Pick<StageRunOptions, 'stage' | 'page' | 'port' | 'chaos'>> &
  Pick<StageRunOptions, 'apiKey' | 'data' | 'delivery' | 'dynamodb' | 'host' | 's3' | 's3Port'> & {
    /** Sign users in, by an issuer on this port; 0 for any free one. */
    users?: { port: number | undefined };
    /** Receivers of events. */
    webhooks?: LocalWebhook[];
    /** Where to write the settings of a program that uses this run. */
    env?: { file: string; insist: boolean };
  };

/**
 * Reads the flags of `npm start`.
 * @returns undefined when help is asked for
 * @throws Error with one sentence that names the bad flag
 */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): LocalOptions | undefined {
  const { values } = readFlags({ args, options: FLAGS });
  if (values.help) return undefined;
  const port = readPort('--port', values.port);
  const { host, 's3-port': s3Port } = values;
  if (host !== undefined && !HOST.pattern.test(host)) {
    throw new Error(`--host ${HOST.must}, not "${host}"`);
  }
  const apiKey = values['api-key'];
  if (apiKey !== undefined && !API_KEY.pattern.test(apiKey)) {
    throw new Error(`--api-key ${API_KEY.must}`);
  }
  const given = credentialsOf(env);
  const dynamodb = readEndpoint('--dynamodb-endpoint', values['dynamodb-endpoint']);
  const s3 = readEndpoint('--s3-endpoint', values['s3-endpoint']);
  if (s3 !== undefined && !given) {
    throw new Error('--s3-endpoint needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of that store');
  }
  if (s3 !== undefined && s3Port !== undefined) {
    throw new Error('--s3-port is of the embedded S3, which --s3-endpoint replaces');
  }
  const { data } = values;
  if (data === '') throw new Error('--data must be a folder');
  if (data !== undefined && (dynamodb ?? s3) !== undefined) {
    throw new Error('--data keeps what the embedded engines have: leave it out, or the other engine');
  }
  const usersPort = values['users-port'];
  if (usersPort !== undefined && !values.users) {
    throw new Error('--users-port is of the issuer that --users starts');
  }
  if (values.users && host !== undefined && !isLoopback(host)) {
    throw new Error(
      `--users signs in at an issuer on 127.0.0.1, which others do not reach: leave --host ${host} out, or --users`,
    );
  }
  if (values.env === '') throw new Error('--env must name a file');
  if (values.insist && values.env === undefined) {
    throw new Error('--insist is of the file that --env writes');
  }
  // Amazon's DynamoDB Local takes any credentials.
  const anyone = { accessKeyId: 'local', secretAccessKey: 'local' };
  return {
    stage: values.stage,
    port,
    ...(host !== undefined && { host }),
    ...(s3Port !== undefined && { s3Port: readPort('--s3-port', s3Port) }),
    ...(data !== undefined && { data }),
    ...(values.users && {
      users: { port: usersPort === undefined ? undefined : readPort('--users-port', usersPort) },
    }),
    ...(values.webhook && { webhooks: localWebhooks(values.webhook) }),
    ...(values.delivery && { delivery: true }),
    ...(values.env !== undefined && { env: { file: values.env, insist: values.insist } }),
    chaos: values.chaos,
    page: values.dev ? 'dev' : 'built',
    apiKey,
    dynamodb: dynamodb === undefined ? undefined : { endpoint: dynamodb, credentials: given ?? anyone },
    s3: s3 === undefined ? undefined : { endpoint: s3, credentials: given ?? anyone },
  };
}

const FLAGS = {
  port: { type: 'string', default: '3000' },
  host: { type: 'string' },
  's3-port': { type: 'string' },
  data: { type: 'string' },
  'api-key': { type: 'string' },
  stage: { type: 'string', default: 'dev' },
  'dynamodb-endpoint': { type: 'string' },
  's3-endpoint': { type: 'string' },
  users: { type: 'boolean', default: false },
  'users-port': { type: 'string' },
  webhook: { type: 'string', multiple: true },
  delivery: { type: 'boolean', default: false },
  env: { type: 'string' },
  insist: { type: 'boolean', default: false },
  chaos: { type: 'boolean', default: false },
  dev: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

function readPort(flag: string, value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new Error(`${flag} must be a number from 0 to 65535, not "${value}"`);
}

function readEndpoint(flag: string, value: string | undefined): string | undefined {
  if (value === undefined || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) return value;
  throw new Error(`${flag} must be an http or https URL, not "${value}"`);
}

function credentialsOf({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: NodeJS.ProcessEnv) {
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
}
