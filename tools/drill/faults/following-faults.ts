import type { Fault } from './fault.ts';
import { deniedOf, errorsOf } from './traces.ts';
import { UPLOADS } from './traffic-rates.ts';

const RELAY = 'ChangeRelay';

/** Faults of what follows a change: nobody who uploads notices them. */
export const FOLLOWING_FAULTS: readonly Fault[] = [
  {
    name: 'the relay crashes, for over an hour',
    minutes: 70,
    traffic: UPLOADS,
    bundle: { function: RELAY, code: "throw new Error('A fault of the rehearsal.');" },
    happened: errorsOf(RELAY),
  },
  {
    name: 'no queue takes what follows a change',
    minutes: 10,
    traffic: UPLOADS,
    ...deniedOf('sqs:SendMessage', RELAY),
  },
];
