import type { MonitoringFacade } from 'cdk-monitoring-constructs';
import type { CleaningQueue } from '../constructs/storage/cleaning-queue.ts';
import { alarm } from './alarms.ts';

/** Deleted records whose objects may wait, quarter of an hour long. */
const WAITING = 10;

/**
 * Not by the age of the oldest message: an erasure waits in the queue until the last ticket has run out, and is counted with it;
 * among the visible ones it is not.
 */
export function watchCleaning(monitoring: MonitoringFacade, { queue, deadLetters }: CleaningQueue): void {
  monitoring.monitorSqsQueueWithDlq({
    queue,
    deadLetterQueue: deadLetters,
    humanReadableName: 'Deleted records',
    alarmFriendlyName: 'Cleaning',
    addQueueMaxSizeAlarm: {
      Warning: {
        maxMessageCount: WAITING,
        ...alarm({
          runbook: 'cleaning-up',
          description: `Over ${WAITING} deleted records have waited for a quarter of an hour: the URLs of their images still work.`,
          minutes: 15,
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
