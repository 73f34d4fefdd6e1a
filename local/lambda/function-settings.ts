import type { Credentials } from '../iam/identities.ts';

/** A version of a function, as it is to run. */
export interface FunctionSettings {
  /** Physical name. */
  name: string;
  arn: string;
  region: string;
  /** Folder of the unpacked bundle. */
  code: string;
  handler: string;
  runtime: string;
  timeoutSeconds: number;
  memoryMb: number;
  /** Number of the published version. */
  version: string;
  logGroup: string;
  /** Lines of logs are JSON; at most this chatty. */
  logLevel: string | undefined;
  /** `ReservedConcurrentExecutions`: what is over it is throttled. Undefined: what is over the cap waits. */
  reserved: number | undefined;
  /** Environments that it may have, where that is more than this machine would give: what its sources hand over at once. */
  environments: number;
  /** What the template declares. */
  variables: Record<string, string>;
  credentials: Credentials;
  /** Where the SDK finds the local services: `AWS_ENDPOINT_URL_…`. */
  endpoints: Record<string, string>;
}
