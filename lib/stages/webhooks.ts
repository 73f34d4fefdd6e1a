import type { EventType } from '../../contract/events.ts';

/** An endpoint that is told of changes. */
export interface WebhookConfig {
  /** For queues, alarms and commands: never given to another endpoint. */
  name: string;
  /** https, without a user and a password. */
  url: string;
  /** The events that it wants; all by default. */
  events?: readonly EventType[];
  /** Name of the SSM parameter, a SecureString, that holds the secret of its signatures. */
  secretParameter: string;
  /** The endpoint is on this machine, by plain HTTP: for the local run alone. */
  loopback?: true;
}
