import { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { CustomAlarmThreshold } from 'cdk-monitoring-constructs';

interface Alarm {
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
    runbookLink: `docs/runbook.md#${runbook}`,
    treatMissingDataOverride: TreatMissingData.NOT_BREACHING,
    period: Duration.minutes(1),
    evaluationPeriods: minutes,
    datapointsToAlarm: minutes,
  };
}
