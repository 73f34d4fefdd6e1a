import type { Deployment } from '../../../local/template/deployment.ts';
import { MetricData } from '../cloudwatch/metric.ts';
import { publishedAt } from '../cloudwatch/publishing.ts';
import type { VirtualClock } from '../rehearsal/clock.ts';
import { stagesOf } from './known.ts';
import { measureMetricLines } from './metric-lines.ts';
import type { Dimensions, Note } from './note.ts';
import type { Observed } from './observed.ts';
import { measureQueues } from './queues.ts';

/** What CloudWatch would have been told of a run, by the minutes of its virtual clock. */
export function measure(observed: Observed, deployment: Deployment, clock: VirtualClock): MetricData {
  const data = new MetricData();
  const note: Note = (namespace, name, dimensions, minute, value, published = publishedAt(minute)) =>
    data.add({ namespace, name, dimensions }, minute, value, published);
  measureRequests(observed, deployment, clock, note);
  measureInvocations(observed, clock, note);
  measureTables(observed, clock, note);
  measureQueues(observed, deployment, clock, note);
  measureMetricLines(observed.metricLines, clock, note);
  return data;
}

/** Calls take their real time, however fast the clock goes: they count in the minute in which they would have ended. */
const endOf = (clock: VirtualClock, at: number, ms: number) => Math.floor(clock.minuteAt(at) + ms / 60_000);

function measureRequests(
  { requests }: Observed,
  deployment: Deployment,
  clock: VirtualClock,
  note: Note,
): void {
  const stages = stagesOf(deployment);
  for (const { apiId, stage, status, at, ms } of requests) {
    const known = stages.find((one) => one.apiId === apiId && one.Stage === stage);
    if (!known) continue;
    const { ApiName, Stage } = known;
    const minute = endOf(clock, at, ms);
    const both: Dimensions[] = [{ ApiName }, { ApiName, Stage }];
    for (const dimensions of both) {
      const of = (name: string, value: number) => note('AWS/ApiGateway', name, dimensions, minute, value);
      of('Count', 1);
      of('4XXError', status >= 400 && status < 500 ? 1 : 0);
      of('5XXError', status >= 500 ? 1 : 0);
      of('Latency', ms);
    }
  }
}

function measureInvocations({ invocations }: Observed, clock: VirtualClock, note: Note): void {
  // Lambda tells versions apart while an alias points to two.
  const versionsOf = new Map<string, Set<string>>();
  for (const { arn, version } of invocations) {
    versionsOf.set(arn, (versionsOf.get(arn) ?? new Set()).add(version));
  }
  for (const { arn, version, at, ms, concurrent, error, throttled, iteratorAgeMs } of invocations) {
    const [FunctionName = '', alias] = arn.split(':').slice(6);
    const minute = endOf(clock, at, ms);
    const Resource = `${FunctionName}:${alias}`;
    const split = versionsOf.get(arn)!.size > 1;
    const all: Dimensions[] = [{ FunctionName }];
    if (alias !== undefined) all.push({ FunctionName, Resource });
    if (alias !== undefined && split) all.push({ FunctionName, Resource, ExecutedVersion: version });
    for (const dimensions of all) {
      const of = (name: string, value: number) => note('AWS/Lambda', name, dimensions, minute, value);
      of('Throttles', throttled ? 1 : 0);
      if (throttled) continue;
      of('Invocations', 1);
      of('Errors', error === undefined ? 0 : 1);
      of('Duration', ms);
      of('ConcurrentExecutions', concurrent);
      if (iteratorAgeMs !== undefined) of('IteratorAge', (iteratorAgeMs / clock.msPerMinute) * 60_000);
    }
  }
}

const TABLE_ERRORS: Record<string, string> = {
  InternalServerError: 'SystemErrors',
  ProvisionedThroughputExceededException: 'ThrottledRequests',
  ThrottlingException: 'ThrottledRequests',
};

/** Errors alone: there is no data point of a minute without one. */
function measureTables({ calls }: Observed, clock: VirtualClock, note: Note): void {
  for (const { service, operation, resource, error = '', at } of calls) {
    const name = TABLE_ERRORS[error];
    const TableName = /:table\/([^/]+)/.exec(resource)?.[1];
    if (service !== 'dynamodb' || name === undefined || TableName === undefined) continue;
    note('AWS/DynamoDB', name, { TableName, Operation: operation }, endOf(clock, at, 0), 1);
  }
}
