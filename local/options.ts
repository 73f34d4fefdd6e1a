import type { AnsweredRequest, BusEvent, EndedInvocation, ServiceCall } from './calls.ts';
import type { CloudFrontOptions } from './cloudfront/respond.ts';
import type { DataFolder } from './data/data-folder.ts';
import type { ExternalDynamo } from './dynamodb/store.ts';
import type { Faults } from './faults.ts';
import type { Access, Credentials, Grant } from './iam/identities.ts';
import type { Page } from './page/page.ts';
import type { Schedule } from './scheduler/schedule.ts';
import type { QueuedMessages } from './sqs/queues.ts';
import type { Parameters } from './ssm/parameters.ts';
import type { Deployment } from './template/deployment.ts';

export interface LocalRunOptions {
  /** Folder of the synthesized cloud assembly. */
  assembly: string;
  /** Of the API; 0 or nothing for any free port. */
  port?: number;
  /**
   * Address to listen on; 127.0.0.1 when left out. When it is given, the embedded S3 is at the API's address too, and the
   * URLs in answers name the host by which the client came.
   */
  host?: string | undefined;
  /** Of the embedded S3, on 127.0.0.1; 0 for any free port. Left out, it is what it was in the folder of `data`, or a free one. */
  s3Port?: number | undefined;
  /** Where data and keys outlive the run; they end with it when left out. Not with other engines. */
  data?: DataFolder | undefined;
  /** Value of the API key; made up when left out, or what it was in the folder of `data`. */
  apiKey?: string | undefined;
  /** Other engines than the embedded ones, and the credentials that they know. */
  dynamodb?: ExternalDynamo | undefined;
  s3?: { endpoint: string; credentials: Credentials } | undefined;
  /** Begins every physical name, so that several runs can share external engines. */
  namePrefix?: string | undefined;
  /** S3 events come twice, late and shuffled. */
  chaos?: boolean;
  /**
   * Failed messages rest this part of the queue's visibility timeout before they are retried; 1 is what AWS
   * does, tests take less. A function is asked at each failure.
   */
  retryScale?: number | (() => number);
  /** SSM's parameters at the start: values by name. */
  parameters?: Record<string, string> | undefined;
  /** A page to serve beside the API. */
  page?: ((at: PageSurroundings) => Promise<Page>) | undefined;
  cloudfront?: CloudFrontOptions | undefined;
  /** A line for a person: what a function printed, a request that was served, a warning. */
  onLog?: (source: string, line: string) => void;
  /** Told of each call to DynamoDB, S3, SSM and EventBridge, and to CloudFront's own API. */
  onCall?: (call: ServiceCall) => void;
  /** Told of each permission that is asked for, granted or not. */
  onAccess?: (access: Access) => void;
  /** Told of each event that a bus has taken. */
  onEvent?: ((event: BusEvent) => void) | undefined;
  /** Told of each request that the gateway answered. */
  onRequest?: (request: AnsweredRequest) => void;
  /** Told of each invocation of a function. */
  onInvocation?: ((invocation: EndedInvocation) => void) | undefined;
  /**
   * A release under way: of ten invocations of a function, the declared version (then number 2) takes this part, and
   * version 1 the rest. Left out, the declared version is number 1, and takes all.
   */
  newVersionShare?: number | undefined;
  faults?: Faults | undefined;
}

/** What is around a page: where the API's stage is, and other origins than the page's own. */
interface PageSurroundings {
  apiPath: string;
  storageOrigin: string | undefined;
  /** Of the distribution, where there is one. */
  imagesOrigin: string | undefined;
}

export interface LocalRun {
  /** Of the first API: `http://127.0.0.1:3000/v1`. */
  baseUrl: string;
  /** URL of the page, where there is one. */
  page: string | undefined;
  apiKey: string;
  s3Endpoint: string;
  /** The distribution that the templates declare, and where it is: `http://127.0.0.1:PORT`, in policies of signed URLs too. */
  delivery: { origin: string } | undefined;
  dynamodbEndpoint: string;
  sqsEndpoint: string;
  region: string;
  /** Credentials that may do everything on all of them. */
  credentials: Credentials;
  /** What the roles of the running functions allow, statement by statement. */
  grants: Grant[];
  /** Physical names by logical id, without the hash that CDK appends. */
  names: {
    tables: Record<string, string>;
    buckets: Record<string, string>;
    queueUrls: Record<string, string>;
  };
  /** The templates as deployed: every name given, every intrinsic resolved. */
  deployment: Deployment;
  /** SSM's parameters, to be changed while the run goes on. */
  parameters: Parameters;
  /** Those that are on, which nothing need wait for. */
  schedules: readonly Schedule[];
  /** Gives a function, by its name, other code: `LocalFunction.reload`. */
  reload(functionName: string, code: string): Promise<void>;
  /** What is on the queue of that ARN now. */
  messages(queueArn: string): Promise<QueuedMessages>;
  /** How many notifications of S3 no queue has taken yet: `chaos` holds them back. */
  undelivered(): number;
  stop(): Promise<void>;
}
