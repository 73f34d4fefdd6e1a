import { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { CustomAlarmThreshold } from 'cdk-monitoring-constructs';
import type { FAILURE_DIMENSIONS } from '../../contract/metrics.ts';

/** Dimensions of a function's failures, and of one version's. */
export type FailuresOfFunction = Record<(typeof FAILURE_DIMENSIONS.ofFunction)[number], string>;
export type FailuresOfVersion = Record<(typeof FAILURE_DIMENSIONS.ofVersion)[number], string>;

export interface Alarm {
  /** The alarm's heading in docs/runbook.md, as its anchor. */
  runbook: string;
  /** What is wrong, for the one who is woken by it. */
  description: string;
  /** Minutes of trouble before it alarms: one by default. */
  minutes?: number;
}

/** An alarm's settings, to be merged with its threshold: judged by the minute, silent while there is no data. */
export function alarm({ runbook, description, minutes = 1 }: Alarm): CustomAlarmThreshold {
  return {
    alarmDescriptionOverride: description,
    runbookLink: runbookPage(runbook),
    treatMissingDataOverride: TreatMissingData.NOT_BREACHING,
    period: Duration.minutes(1),
    evaluationPeriods: minutes,
    datapointsToAlarm: minutes,
  };
}

/** The end of an alarm's description, as the alarms of the dashboard have it. */
export const runbookLink = (anchor: string): string => `Runbook: ${runbookPage(anchor)}`;

const runbookPage = (anchor: string) => `docs/runbook.md#${anchor}`;
