import type { Deployment } from '../../../local/template/deployment.ts';
import type { DeclaredAlarm } from '../cloudwatch/alarm.ts';
import { type Metric, metricKey } from '../cloudwatch/metric.ts';

type Dimensions = Record<string, string>;

/** The metrics that services would publish of a deployment, and that the drill measures. */
interface KnownMetrics {
  names: readonly string[];
  /** @see what the drill measures in `measure.ts` */
  dimensions(deployment: Deployment): Dimensions[];
}

const OPERATIONS = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchGetItem', 'Scan'];

/** Pages of the services: their metrics, and the dimensions that these come with. */
const KNOWN: Record<string, KnownMetrics> = {
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
  'AWS/ApiGateway': {
    names: ['Count', '4XXError', '5XXError', 'Latency'],
    dimensions: (deployment) =>
      stagesOf(deployment).flatMap(({ ApiName, Stage }): Dimensions[] => [{ ApiName }, { ApiName, Stage }]),
  },
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  'AWS/Lambda': {
    names: ['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions', 'IteratorAge'],
    dimensions: (deployment) =>
      deployment
        .ofType('AWS::Lambda::Alias')
        .map(({ arn }) => arn.split(':').slice(6))
        .flatMap(([name = '', alias]): Dimensions[] => {
          const Resource = `${name}:${alias}`;
          const version = deployment.environment.functionVersion ?? '1';
          return [
            { FunctionName: name },
            { FunctionName: name, Resource },
            { FunctionName: name, Resource, ExecutedVersion: version },
          ];
        }),
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  'AWS/SQS': {
    names: [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesDelayed',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesVisible',
      'NumberOfMessagesSent',
    ],
    dimensions: (deployment) =>
      deployment.ofType('AWS::SQS::Queue').map(({ arn }) => ({ QueueName: arn.split(':').at(-1)! })),
  },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
  'AWS/DynamoDB': {
    names: ['SystemErrors', 'ThrottledRequests'],
    dimensions: (deployment) =>
      deployment
        .ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')
        .flatMap(({ ref: TableName }) => OPERATIONS.map((Operation) => ({ TableName, Operation }))),
  },
};

/** The stages of the REST APIs, as CloudWatch names them. */
export const stagesOf = (deployment: Deployment) =>
  deployment
    .ofType<{ RestApiId: string; StageName: string }>('AWS::ApiGateway::Stage')
    .map(({ properties: { RestApiId, StageName } }) => {
      const api = deployment
        .ofType<{ Name: string }>('AWS::ApiGateway::RestApi')
        .find(({ ref }) => ref === RestApiId);
      return { apiId: RestApiId, ApiName: api?.properties.Name ?? '', Stage: StageName };
    });

/**
 * @throws Error that names an alarm's metric which no service of the deployment publishes, or which the drill does not
 * measure: it could never ring
 */
export function checkMetrics(alarms: DeclaredAlarm[], deployment: Deployment): void {
  for (const { name, metrics } of alarms) {
    for (const { metric } of metrics.values()) {
      if (isKnown(metric, deployment)) continue;
      throw new Error(`${name} watches a metric that the drill does not know: ${metricKey(metric)}`);
    }
  }
}

function isKnown(metric: Metric, deployment: Deployment): boolean {
  // What functions measure themselves is known by the lines that they print.
  if (!metric.namespace.startsWith('AWS/')) return true;
  const known = KNOWN[metric.namespace];
  if (!known?.names.includes(metric.name)) return false;
  const key = metricKey(metric);
  return known.dimensions(deployment).some((dimensions) => metricKey({ ...metric, dimensions }) === key);
}
