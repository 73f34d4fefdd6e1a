import { randomUUID } from 'node:crypto';
import type { BusEvent, ServiceCall } from '../calls.ts';
import type { Faults } from '../faults.ts';
import type { Identities } from '../iam/identities.ts';
import { refusal, success } from '../json-api/answers.ts';
import { serveJsonApi } from '../json-api/serve.ts';

export interface EventBusOptions {
  region: string;
  accountId: string;
  identities: Identities;
  onEvent?: ((event: BusEvent) => void) | undefined;
  /** Of each event that was taken: what it is, and not what it says. */
  onLine?: ((line: string) => void) | undefined;
  onCall?: ((call: ServiceCall) => void) | undefined;
  fault?: Faults['events'];
  /** Why a bus does not take an event. */
  entryFault?: Faults['event'];
}

interface Entry {
  Source?: unknown;
  DetailType?: unknown;
  Detail?: unknown;
  EventBusName?: unknown;
  Resources?: unknown;
  Time?: unknown;
}

interface Failure {
  ErrorCode: string;
  ErrorMessage: string;
}

const NAMESPACE = 'com.amazonaws.events#';
const MOST_ENTRIES = 10;
const MOST_BYTES = 1024 * 1024;

/**
 * EventBridge, which takes events by PutEvents, and has no rules.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function startEventBus(
  options: EventBusOptions,
): Promise<{ endpoint: string; close(): Promise<void> }> {
  const { region, accountId, identities, onCall, fault } = options;
  const busOf = ({ EventBusName: name }: Entry) => {
    const bus = typeof name === 'string' && name !== '' ? name : 'default';
    return bus.startsWith('arn:') ? bus : `arn:aws:events:${region}:${accountId}:event-bus/${bus}`;
  };
  return serveJsonApi({
    service: 'events',
    namespace: NAMESPACE,
    maxBytes: 2 * MOST_BYTES,
    identities,
    onCall,
    fault,
    accesses: (operation, input) => {
      const buses = new Set(entriesOf(input)?.map(busOf) ?? ['*']);
      return [...buses].map((resource) => ({ action: `events:${operation}`, resource }));
    },
    async answer({ operation, input, call }) {
      if (operation !== 'PutEvents') {
        const message = `The local run does not know ${operation}.`;
        return { answer: refusal('com.amazon.coral.service#UnknownOperationException', message) };
      }
      const entries = entriesOf(input);
      if (!entries) return { answer: invalid(`PutEvents takes 1 to ${MOST_ENTRIES} entries.`) };
      if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MOST_BYTES) {
        return { answer: invalid('Total size of the entries in the request is over the limit.') };
      }
      const taken = entries.map((entry) => take(entry, busOf(entry), call.function, options));
      return {
        answer: success({
          FailedEntryCount: taken.filter((outcome) => 'ErrorCode' in outcome).length,
          Entries: taken,
        }),
      };
    },
  });
}

function take(
  entry: Entry,
  bus: string,
  caller: string,
  { entryFault, onEvent, onLine }: EventBusOptions,
): { EventId: string } | Failure {
  const event = read(entry, bus, caller);
  if ('ErrorCode' in event) return event;
  const wrong = entryFault?.(event);
  if (wrong) return { ErrorCode: wrong, ErrorMessage: 'A fault of the rehearsal.' };
  onEvent?.(event);
  onLine?.(`${event.detailType} of ${event.source} on ${bus}, ${event.id}`);
  return { EventId: event.id };
}

function read(entry: Entry, bus: string, caller: string): BusEvent | Failure {
  const missing = (['Source', 'DetailType', 'Detail'] as const).find(
    (name) => typeof entry[name] !== 'string' || entry[name] === '',
  );
  if (missing) {
    const ErrorMessage = `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  const { Source, DetailType, Detail, Resources = [], Time } = entry as Record<string, string>;
  if (Source!.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSource', ErrorMessage: `Not authorized for the source ${Source}.` };
  }
  const detail = objectOf(Detail!);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return {
    id: randomUUID(),
    function: caller,
    bus,
    source: Source!,
    detailType: DetailType!,
    detail,
    resources: [Resources].flat().map(String),
    at: typeof Time === 'number' ? Time * 1000 : Date.now(),
  };
}

function objectOf(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function entriesOf({ Entries }: Record<string, unknown>): Entry[] | undefined {
  if (!Array.isArray(Entries) || Entries.length === 0 || Entries.length > MOST_ENTRIES) return undefined;
  return Entries.every((entry) => typeof entry === 'object' && entry !== null) ? Entries : undefined;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
function sizeOf({ Source, DetailType, Detail, Resources, Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...(Array.isArray(Resources) ? Resources : [])];
  const bytes = texts.reduce<number>(
    (sum, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0),
    0,
  );
  return bytes + (Time === undefined ? 0 : 14);
}

const invalid = (message: string) => refusal(`${NAMESPACE}ValidationException`, message);
