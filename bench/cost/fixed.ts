import { createApp } from '../../lib/app.ts';
import { type StageConfig, stages } from '../../lib/stages/stages.ts';

/** What a stage has whether it is used or not, and is billed for by the month. */
export interface Fixed {
  /** An alarm is billed by the metrics that it looks at. */
  alarmMetrics: number;
  /** Queues that Lambda polls. */
  queues: number;
}

interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
}

/** The resources of a stage's templates, and the memory of its functions. */
export function readStage(stage: string, settings: Partial<StageConfig> = {}) {
  const app = createApp({
    stages: { [stage]: { ...stages[stage]!, ...settings } },
    runsOn: 'this',
    context: { 'aws:cdk:bundling-stacks': [] },
  });
  const { stacks } = app.synth().getNestedAssembly(`assembly-${stage}`);
  const resources = stacks.flatMap(({ template }) => Object.entries((template as Template).Resources));
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type);
  return {
    fixed: {
      alarmMetrics: ofType('AWS::CloudWatch::Alarm').reduce((sum, [, one]) => sum + metricsOf(one), 0),
      queues: ofType('AWS::Lambda::EventSourceMapping').filter(
        ([, { Properties = {} }]) => !('StartingPosition' in Properties),
      ).length,
    } satisfies Fixed,
    /** Uploads that an inspector is given at once. */
    inspectorBatch: Number(
      ofType('AWS::Lambda::EventSourceMapping').find(([id]) => id.startsWith('Uploads'))?.[1].Properties
        ?.BatchSize,
    ),
    /** Of every function, by its name in the local run: the logical id without CDK's hash. */
    memoryMb: Object.fromEntries(
      ofType('AWS::Lambda::Function').map(([id, { Properties = {} }]) => [
        id.slice(0, -8),
        Number(Properties.MemorySize ?? 128),
      ]),
    ),
  };
}

function metricsOf({ Properties = {} }: { Properties?: Record<string, unknown> }): number {
  const metrics = Properties.Metrics as { MetricStat?: object }[] | undefined;
  return metrics ? metrics.filter(({ MetricStat }) => MetricStat).length : 1;
}
