import { shortName } from '../../../local/lambda/declared-functions.ts';
import type { Deployment, Resource } from '../../../local/template/deployment.ts';
import { type Expression, parse } from './math/parse.ts';
import type { Metric } from './metric.ts';
import type { Judgement } from './state.ts';
import { statistic } from './statistic.ts';

interface MetricStat {
  metric: Metric;
  statistic: (values: readonly number[]) => number;
}

/** An alarm as its template declares it. */
export interface DeclaredAlarm extends Judgement {
  /** What a deployment group names it by. */
  ref: string;
  name: string;
  /** The heading in docs/runbook.md that it names, as its anchor. */
  runbook: string | undefined;
  /** Somebody is told when it rings. */
  notifies: boolean;
  /** Minutes. */
  period: number;
  metrics: ReadonlyMap<string, MetricStat>;
  expressions: ReadonlyMap<string, Expression>;
  /** The id of what is judged. */
  judged: string;
}

interface MetricProperties {
  MetricName: string;
  Namespace: string;
  Dimensions?: { Name: string; Value: string }[];
}

type AlarmProperties = Partial<MetricProperties> & {
  ActionsEnabled?: boolean;
  AlarmActions?: string[];
  AlarmDescription?: string;
  AlarmName?: string;
  ComparisonOperator: string;
  DatapointsToAlarm?: number;
  EvaluationPeriods: number;
  ExtendedStatistic?: string;
  Metrics?: {
    Id: string;
    Expression?: string;
    MetricStat?: { Metric: MetricProperties; Period: number; Stat: string };
    Period?: number;
    ReturnData?: boolean;
  }[];
  Period?: number;
  Statistic?: string;
  Threshold: number;
  TreatMissingData?: Judgement['missing'];
};

const KNOWN = new Set(
  `ActionsEnabled AlarmActions AlarmDescription AlarmName ComparisonOperator DatapointsToAlarm Dimensions
  EvaluationPeriods ExtendedStatistic InsufficientDataActions MetricName Metrics Namespace OKActions Period Statistic
  Tags Threshold TreatMissingData`.split(/\s+/),
);

/**
 * The alarms of every stack.
 * @throws Error that names what the drill does not know of an alarm: a guess could keep silent where AWS rings
 */
export function declaredAlarms(deployment: Deployment): DeclaredAlarm[] {
  const [composite] = deployment.ofType('AWS::CloudWatch::CompositeAlarm');
  if (composite) throw new Error(`${composite.logicalId}: the drill does not know composite alarms.`);
  return deployment.ofType<AlarmProperties>('AWS::CloudWatch::Alarm').map((resource) => {
    try {
      return readAlarm(resource);
    } catch (error) {
      throw new Error(`${resource.logicalId}: ${(error as Error).message}`, { cause: error });
    }
  });
}

function readAlarm({ ref, logicalId, properties }: Resource<AlarmProperties>): DeclaredAlarm {
  const unknown = Object.keys(properties).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new Error(`the drill does not know the property ${unknown} of an alarm.`);
  const { AlarmDescription = '', AlarmName, EvaluationPeriods, TreatMissingData = 'missing' } = properties;
  const declared = properties.Metrics ?? [single(properties)];
  const metrics = new Map<string, MetricStat>();
  const expressions = new Map<string, Expression>();
  const periods = new Set<number>();
  for (const { Id, Expression, MetricStat, Period } of declared) {
    if (Expression !== undefined) expressions.set(Id, parse(Expression));
    if (Period !== undefined) periods.add(Period);
    if (!MetricStat) continue;
    periods.add(MetricStat.Period);
    metrics.set(Id, { metric: readMetric(MetricStat.Metric), statistic: statistic(MetricStat.Stat) });
  }
  const [seconds, other] = periods;
  if (seconds === undefined || other !== undefined || seconds % 60 !== 0) {
    throw new Error(
      `the drill judges by one period of whole minutes, not by ${[...periods].join(' and ')} s.`,
    );
  }
  const judged = declared.filter(({ ReturnData = true }) => ReturnData);
  if (judged.length !== 1) throw new Error(`${judged.length} of its metrics return data instead of one.`);
  return {
    ref,
    name: AlarmName ?? shortName(logicalId),
    runbook: /docs\/runbook\.md#([\w-]+)/.exec(AlarmDescription)?.[1],
    notifies: properties.ActionsEnabled !== false && (properties.AlarmActions ?? []).length > 0,
    period: seconds / 60,
    metrics,
    expressions,
    judged: judged[0]!.Id,
    comparison: properties.ComparisonOperator,
    threshold: Number(properties.Threshold),
    evaluationPeriods: Number(EvaluationPeriods),
    datapointsToAlarm: Number(properties.DatapointsToAlarm ?? EvaluationPeriods),
    // Whatever such an alarm says: see `TreatMissingData` of
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    missing: [...metrics.values()].some(({ metric }) => metric.namespace === 'AWS/DynamoDB')
      ? 'ignore'
      : TreatMissingData,
  };
}

/** An alarm on a single metric, spelt as one on several. */
function single({ MetricName, Namespace, Dimensions, ...rest }: AlarmProperties) {
  const Stat = rest.Statistic ?? rest.ExtendedStatistic;
  if (MetricName === undefined || Namespace === undefined || Stat === undefined) {
    throw new Error('it has no metric, or no statistic.');
  }
  const Metric = { MetricName, Namespace, ...(Dimensions && { Dimensions }) };
  return {
    Id: 'metric',
    Expression: undefined,
    Period: undefined,
    ReturnData: true,
    MetricStat: { Metric, Period: rest.Period ?? 60, Stat },
  };
}

const readMetric = ({ MetricName, Namespace, Dimensions = [] }: MetricProperties): Metric => ({
  namespace: Namespace,
  name: MetricName,
  dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, String(Value)])),
});
