import type { MonitoringFacade } from 'cdk-monitoring-constructs';
import type { CleaningQueue } from '../constructs/storage/cleaning-queue.ts';
import { alarm } from './alarms.ts';

/** Seconds that a message may be old. An erasure that waits for its last ticket is sent anew each quarter of an hour. */
const OLDEST_SECONDS = 1800;

export function watchCleaning(monitoring: MonitoringFacade, { queue, deadLetters }: CleaningQueue): void {
  monitoring.monitorSqsQueueWithDlq({
    queue,
    deadLetterQueue: deadLetters,
    humanReadableName: 'Deleted records',
    alarmFriendlyName: 'Cleaning',
    addQueueMaxMessageAgeAlarm: {
      Warning: {
        maxAgeInSeconds: OLDEST_SECONDS,
        ...alarm({
          runbook: 'cleaning-up',
          description: 'A deleted record has waited over half an hour: the URLs of its image still work.',
          minutes: 3,
        }),
      },
    },
    addDeadLetterQueueMaxSizeAlarm: {
      Critical: {
        maxMessageCount: 0,
        ...alarm({
          runbook: 'cleaning-up',
          description:
            'Images of deleted records could not be deleted, or not be erased; the requests rest in the dead-letter queue.',
        }),
      },
    },
  });
}
