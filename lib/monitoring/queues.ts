import type { MonitoringFacade } from 'cdk-monitoring-constructs';
import type { Storage } from '../constructs/storage/storage.ts';
import type { WorkQueue } from '../constructs/storage/work-queue.ts';
import { type Alarm, alarm } from './alarms.ts';

/** Seconds that a message may be old before it alarms. */
const OLDEST = {
  upload: 300,
  // Pages show the image itself meanwhile.
  thumbnail: 900,
  change: 900,
  // An erasure that waits for its last ticket is sent anew each quarter of an hour.
  deletion: 1800,
};

/** A queue with its dead letters, and when they alarm. */
export interface WatchedQueue {
  queue: WorkQueue;
  /** For people. */
  name: string;
  /** The beginning of its alarms' names. */
  alarmName: string;
  /** A message that is older, in seconds, alarms. */
  old: Pick<Alarm, 'runbook' | 'description'> & { seconds: number };
  /** Any dead letter alarms; Critical by default. */
  dead: Pick<Alarm, 'runbook' | 'description'> & { severity?: 'Warning' };
}

export function watchQueue(
  monitoring: MonitoringFacade,
  { queue: { queue, deadLetters }, name, alarmName, old, dead }: WatchedQueue,
): void {
  const { seconds: maxAgeInSeconds, ...late } = old;
  const { severity = 'Critical', ...lost } = dead;
  monitoring.monitorSqsQueueWithDlq({
    queue,
    deadLetterQueue: deadLetters,
    humanReadableName: name,
    alarmFriendlyName: alarmName,
    addQueueMaxMessageAgeAlarm: { Warning: { maxAgeInSeconds, ...alarm({ ...late, minutes: 3 }) } },
    addDeadLetterQueueMaxSizeAlarm: { [severity]: { maxMessageCount: 0, ...alarm(lost) } },
  });
}

/** The queues that every stage has. */
export const watchedQueues = ({ uploads, thumbnails, unrelayed, cleaning }: Storage): WatchedQueue[] => [
  {
    queue: uploads,
    name: 'Upload events',
    alarmName: 'Uploads',
    old: {
      seconds: OLDEST.upload,
      runbook: 'queue-age',
      description: `An upload has waited over ${OLDEST.upload} seconds to be inspected.`,
    },
    dead: {
      runbook: 'dead-letters',
      description: 'Uploads could not be inspected and rest in the dead-letter queue.',
    },
  },
  {
    queue: thumbnails,
    name: 'Thumbnail requests',
    alarmName: 'Thumbnails',
    old: {
      seconds: OLDEST.thumbnail,
      runbook: 'thumbnails',
      description: `An image has waited over ${OLDEST.thumbnail} seconds for its thumbnail.`,
    },
    dead: {
      severity: 'Warning',
      runbook: 'thumbnails',
      description: 'Thumbnails could not be made and rest in the dead-letter queue.',
    },
  },
  {
    queue: unrelayed,
    name: 'Changes that were set aside',
    alarmName: 'Unrelayed',
    old: {
      seconds: OLDEST.change,
      runbook: 'unrelayed-changes',
      description: `A change that was set aside has waited over ${OLDEST.change} seconds to be relayed.`,
    },
    dead: {
      runbook: 'unrelayed-changes',
      description: 'Changes could not be relayed and rest in the dead-letter queue.',
    },
  },
  {
    queue: cleaning,
    name: 'Deleted records',
    alarmName: 'Cleaning',
    old: {
      seconds: OLDEST.deletion,
      runbook: 'cleaning-up',
      description: 'A deleted record has waited over half an hour: the URLs of its image still work.',
    },
    dead: {
      runbook: 'cleaning-up',
      description:
        'Images of deleted records could not be deleted, or not be erased; the requests rest in the dead-letter queue.',
    },
  },
];
