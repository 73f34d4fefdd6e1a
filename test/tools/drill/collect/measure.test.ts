import { describe, expect, it } from 'vitest';
import { declaredAlarms } from '../../../../tools/drill/cloudwatch/alarm.ts';
import type { Metric } from '../../../../tools/drill/cloudwatch/metric.ts';
import { checkMetrics } from '../../../../tools/drill/collect/known.ts';
import { measure } from '../../../../tools/drill/collect/measure.ts';
import type { Observed } from '../../../../tools/drill/collect/observed.ts';
import { VirtualClock } from '../../../../tools/drill/rehearsal/clock.ts';
import { deploymentOf } from '../support/deployment.ts';

const resources = {
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'the-api' } },
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'v1' } },
  Code: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'code' } },
  Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Code' }, Name: 'live' } },
  Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'records' } },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work' } },
};
const deployment = deploymentOf(resources);
const apiId = deployment.ofType('AWS::ApiGateway::RestApi')[0]!.ref;
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:code:live';

/** The values of a metric in a minute, of what was observed with a clock of a second a minute. */
function valuesOf(observed: Partial<Observed>, metric: Metric, minute = 0): number[] {
  const clock = new VirtualClock(0, 1000);
  for (let ended = 1; ended <= 5; ended++) clock.endMinute(ended * 1000);
  const nothing = { requests: [], invocations: [], calls: [], accesses: [], queues: [], metricLines: [] };
  return measure({ ...nothing, ...observed }, deployment, clock).values(metric, minute, minute + 1, 99);
}

describe('requests', () => {
  const request = (status: number, ms = 5) => ({ apiId, stage: 'v1', status, at: 100, ms });
  const dimensions = { ApiName: 'the-api', Stage: 'v1' };

  it.each([
    ['Count', [1, 1, 1]],
    ['4XXError', [0, 1, 0]],
    ['5XXError', [0, 0, 1]],
    ['Latency', [5, 5, 5]],
  ])('count as %s of the API and its stage', (name, wanted) => {
    const requests = [request(200), request(404), request(500)];
    const metric = { namespace: 'AWS/ApiGateway', name, dimensions };
    expect(valuesOf({ requests }, metric)).toEqual(wanted);
  });

  it('take their real time, however fast the minutes go', () => {
    const metric = { namespace: 'AWS/ApiGateway', name: 'Latency', dimensions };
    expect(valuesOf({ requests: [request(200, 2500)] }, metric, 0)).toEqual([2500]);
  });
});

describe('invocations', () => {
  const invocation = (version: string, rest: object = {}) => ({
    arn,
    version,
    at: 100,
    ms: 7,
    concurrent: 1,
    ...rest,
  });
  const [FunctionName, Resource] = ['code', 'code:live'];
  const errors = (dimensions: Record<string, string>) => ({
    namespace: 'AWS/Lambda',
    name: 'Errors',
    dimensions,
  });

  it('count for the function and its alias, and for the version while there are two', () => {
    const invocations = [invocation('1'), invocation('2', { error: 'Error' })];
    expect(valuesOf({ invocations }, errors({ FunctionName }))).toEqual([0, 1]);
    expect(valuesOf({ invocations }, errors({ FunctionName, Resource }))).toEqual([0, 1]);
    const of = (ExecutedVersion: string) => errors({ FunctionName, Resource, ExecutedVersion });
    expect(valuesOf({ invocations }, of('1'))).toEqual([0]);
    expect(valuesOf({ invocations }, of('2'))).toEqual([1]);
    expect(valuesOf({ invocations: [invocation('1')] }, of('1'))).toEqual([]);
  });

  it('are no invocations when they were throttled', () => {
    const invocations = [invocation('1', { throttled: true })];
    const of = (name: string) => ({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName } });
    expect(valuesOf({ invocations }, of('Throttles'))).toEqual([1]);
    expect(valuesOf({ invocations }, of('Invocations'))).toEqual([]);
  });
});

it('counts the errors of a table by operation, and nothing where there is none', () => {
  const call = (error?: string) => ({
    function: 'f',
    service: 'dynamodb' as const,
    operation: 'GetItem',
    resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/records/index/feed',
    at: 1,
    ...(error && { error }),
  });
  const calls = [
    call(),
    call('InternalServerError'),
    call('ProvisionedThroughputExceededException'),
    call('ConditionalCheckFailedException'),
  ];
  const dimensions = { TableName: 'records', Operation: 'GetItem' };
  for (const name of ['SystemErrors', 'ThrottledRequests']) {
    expect(valuesOf({ calls }, { namespace: 'AWS/DynamoDB', name, dimensions })).toEqual([1]);
    expect(valuesOf({ calls: [call()] }, { namespace: 'AWS/DynamoDB', name, dimensions })).toEqual([]);
  }
});

it('reads the metrics that functions print, with each of their sets of dimensions', () => {
  const metricLines = [
    {
      _aws: {
        Timestamp: 1500,
        CloudWatchMetrics: [
          {
            Namespace: 'Own',
            Dimensions: [['service'], ['service', 'version']],
            Metrics: [{ Name: 'Failed' }],
          },
        ],
      },
      service: 's',
      version: '2',
      Failed: [1, 2],
    },
  ];
  const of = (dimensions: Record<string, string>) =>
    valuesOf({ metricLines }, { namespace: 'Own', name: 'Failed', dimensions }, 1);
  expect(of({ service: 's' })).toEqual([1, 2]);
  expect(of({ service: 's', version: '2' })).toEqual([1, 2]);
  expect(of({ version: '2' })).toEqual([]);
});

describe('an alarm on a metric that nobody publishes', () => {
  it.each<[string, string, Record<string, string>]>([
    ['AWS/Lambda', 'Failures', { FunctionName: 'code' }],
    ['AWS/Lambda', 'Errors', { FunctionName: 'other' }],
    ['AWS/Lambda', 'Errors', { FunctionName: 'code', Resource: 'code:old' }],
    ['AWS/Lambda', 'Errors', {}],
    ['AWS/ApiGateway', '5XXError', { Stage: 'v1' }],
    ['AWS/SQS', 'ApproximateNumberOfMessages', { QueueName: 'work' }],
    ['AWS/DynamoDB', 'SystemErrors', { TableName: 'records' }],
    ['AWS/WAFV2', 'BlockedRequests', { WebACL: 'a' }],
  ])('is refused by name: %s %s %j', (Namespace, MetricName, dimensions) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const [Alarm] = [
      {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          Namespace,
          MetricName,
          Dimensions,
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 0,
          ComparisonOperator: 'GreaterThanThreshold',
        },
      },
    ];
    const alarms = declaredAlarms(deploymentOf({ ...resources, Alarm }));
    expect(() => checkMetrics(alarms, deployment)).toThrow(`${Namespace} ${MetricName}`);
  });
});
