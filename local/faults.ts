import type { BusEvent, ServiceCall } from './calls.ts';
import type { Access, Credentials } from './iam/identities.ts';
import type { FunctionSettings } from './lambda/function-settings.ts';

/**
 * What goes wrong in a run, for rehearsals. Each is asked anew at every call, so that a fault can begin, and end, while
 * the run goes on.
 */
export interface Faults {
  /** Denies an access that the roles allow, as a service control policy would. */
  denies?(access: Omit<Access, 'allowed'>): boolean;
  /** The error that DynamoDB answers a call with instead of doing it: its type and HTTP status. */
  dynamodb?(call: ServiceCall): { type: string; status: number } | undefined;
  /** The error that SSM answers a call with instead of doing it. */
  ssm?(call: ServiceCall): { type: string; status: number } | undefined;
  /** The error that EventBridge answers a call with instead of doing it. */
  events?(call: ServiceCall): { type: string; status: number } | undefined;
  /** The code of the error by which a bus does not take an event, of a call that may have others. */
  event?(event: BusEvent): string | undefined;
  /**
   * Other settings for a version of a function: another bundle, less memory.
   * @param as - credentials of the role whose logical id begins so, for a version that was published with it
   */
  version?(settings: FunctionSettings, as: (roleId: string) => Credentials): FunctionSettings;
}
