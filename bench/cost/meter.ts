import type { ServiceCall } from '../../local/calls.ts';
import type { Access } from '../../local/iam/identities.ts';
import { noUsage, type Usage } from './usage.ts';

/** Bytes that CloudWatch Logs adds to each event. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const LOG_EVENT_BYTES = 26;
/** A line of the access log: lib/constructs/api/metadata-rest-api.ts with the values of an ordinary request. */
const ACCESS_LOG_BYTES = 400;
const WRITES = /^(Put|Update|Delete)Item$/;

/**
 * Turns what a local run tells of its calls and logs into what AWS would bill.
 * @param memoryMb - of each function, by the name under which it logs and calls
 */
export class Meter {
  readonly usage: Usage = noUsage();
  /** What the functions were busy with, each for itself. */
  readonly busy: Record<string, { calls: number; ms: number }> = {};
  private readonly memoryMb: Record<string, number>;

  constructor(memoryMb: Record<string, number>) {
    this.memoryMb = memoryMb;
  }

  call({
    service,
    operation,
    consumedCapacity = 0,
    bytesIn = 0,
    bytesOut = 0,
    presigned,
  }: ServiceCall): void {
    if (service === 's3') this.s3Call(operation, bytesIn, presigned ? bytesOut : 0);
    // The embedded engine does not count that a write to a record also writes its entry in the index `feed`.
    else if (WRITES.test(operation)) this.usage.dynamodbWriteUnits += 2 * consumedCapacity;
    else this.usage.dynamodbReadUnits += consumedCapacity;
  }

  private s3Call(operation: string, bytesIn: number, bytesOut: number): void {
    this.usage.s3BytesOut += bytesOut;
    if (operation === 'PutObject') this.usage.storedBytes += bytesIn;
    if (/^(Put|Copy|List)/.test(operation)) this.usage.s3Puts++;
    // Deletions are free.
    else if (!operation.startsWith('Delete')) this.usage.s3Gets++;
  }

  /** What S3 and functions send is received and deleted too, by Lambda. Batches would make these two fewer. */
  access({ action, allowed }: Pick<Access, 'action' | 'allowed'>): void {
    if (action === 'sqs:SendMessage' && allowed) this.usage.sqsRequests += 3;
  }

  /** A function's line tells the milliseconds of one request or one upload; each is counted as one invocation. */
  log(source: string, line: string): void {
    const memoryMb = this.memoryMb[source];
    if (memoryMb === undefined) return;
    this.usage.logBytes += Buffer.byteLength(line) + LOG_EVENT_BYTES;
    const ms = millisecondsOf(line);
    if (ms === undefined) return;
    this.usage.lambdaInvocations++;
    this.busy[source] ??= { calls: 0, ms: 0 };
    this.busy[source].calls++;
    this.busy[source].ms += ms;
    this.usage.lambdaGbSeconds += ((memoryMb / 1024) * Math.max(1, Math.ceil(ms))) / 1000;
  }

  apiAnswer(bytes: number): void {
    this.usage.apiRequests++;
    this.usage.apiBytesOut += bytes;
    this.usage.logBytes += ACCESS_LOG_BYTES + LOG_EVENT_BYTES;
  }
}

function millisecondsOf(line: string): number | undefined {
  try {
    const { ms } = JSON.parse(line) as { ms?: unknown };
    return typeof ms === 'number' ? ms : undefined;
  } catch {
    return undefined;
  }
}
