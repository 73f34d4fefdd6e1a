import type { Mutation } from '../mutation.ts';
import { of, tests } from './of.ts';

const EVENT = tests('change-relay', 'image-event');
const HISTORIES = tests('change-relay', 'histories');
const RELAY = tests('change-relay', 'relay');
const SET_ASIDE = tests('change-relay', 'set-aside');

/** What follows a change. */
export const CHANGES: readonly Mutation[] = [
  ...of(
    'change-relay/image-event.ts',
    {
      name: 'a replacement is told as a first image',
      find: "return before && hasImage(before) ? 'image.replaced' : 'image.ready';",
      replace: "return 'image.ready';",
      tests: HISTORIES,
    },
    {
      name: 'a deletion has the version of what came before it',
      find: 'before.version + 1',
      replace: 'before.version',
      tests: EVENT,
    },
    {
      name: 'a record expires that was deleted in time',
      find: 'ttl !== undefined && ttl * 1000 <= at',
      replace: 'ttl !== undefined',
      tests: EVENT,
    },
    {
      name: 'a used ticket is told',
      find: 'if (before && after.version !== before.version)',
      replace: 'if (before)',
      tests: HISTORIES,
    },
  ),
  ...of('change-relay/consequences.ts', {
    name: 'a record in the place of another is told as its change',
    find: 'old && !(now && old.incarnation === now.incarnation) ? old : undefined',
    replace: 'old && !now ? old : undefined',
    tests: RELAY,
  }),
  ...of('change-relay/create-handler.ts', {
    name: 'the stream goes on over what could not be set aside',
    find: 'itemIdentifier === undefined ? []',
    replace: 'true ? []',
    tests: SET_ASIDE,
  }),
  ...of('change-relay/relay.ts', {
    name: 'a receiver that has it already gets it again',
    find: 'if (only && !only.includes(name)) return;',
    replace: '',
    tests: SET_ASIDE,
  }),
];
