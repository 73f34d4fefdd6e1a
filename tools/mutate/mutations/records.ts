import type { Mutation } from '../mutation.ts';
import { of, RECEIVE, RELEASES, STATE, THUMBNAIL_STATE, TICKETS, tests } from './of.ts';

const RECORDS = (...names: string[]) => tests('metadata-api/records', ...names);

const SAME_RECORD = tests('shared', 'same-record');

/** What a record and its objects remember. */
export const STORED: readonly Mutation[] = [
  ...of(
    'image-inspector/records/inspected-records.ts',
    {
      name: 'events are accepted in the order in which they come',
      find: "'(attribute_not_exists(imageEvent) OR imageEvent < :event)'",
      replace: "'attribute_exists(version)'",
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a ticket counts twice',
      find: 'attribute_not_exists(used.#upload) AND ',
      replace: '',
      tests: [...TICKETS, ...STATE],
    },
    {
      name: 'an image that 0.1.0 accepted is accepted again',
      find: "'AND NOT contains(objectKeys, :object)'",
      replace: "''",
      tests: RELEASES,
    },
    {
      name: 'more used tickets are remembered than may be',
      find: ' AND size(used) < :mostUsed',
      replace: '',
      tests: TICKETS,
    },
    {
      name: 'an accepted image raises no version',
      find: 'ADD version :one, contentVersion :one',
      replace: 'ADD contentVersion :one',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'an accepted image raises no contentVersion',
      find: ', contentVersion :one',
      replace: '',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a refusal raises no version',
      find: "used.#upload = :used' : ''} ADD version :one",
      replace: "used.#upload = :used' : ''}",
      tests: STATE,
    },
    {
      name: 'refusals are told in the order in which they come',
      find: "'(attribute_not_exists(rejectionEvent) OR rejectionEvent < :event)'",
      replace: "'attribute_exists(version)'",
      tests: STATE,
    },
    {
      name: 'a replacement keeps the thumbnail of what it replaced',
      find: '}, thumbnail`',
      replace: '}`',
      tests: THUMBNAIL_STATE,
    },
    {
      name: 'a record with an image expires',
      find: ':one REMOVE $',
      replace: ':one REMOVE of$',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a clean-up forgets keys that came meanwhile',
      find: 'ConditionExpression: unchanged(seen.objectKeys),',
      replace: '',
      tests: STATE,
    },
    {
      name: 'the used ticket of the image is forgotten when it has run out',
      find: 'runOut({ ...seen, objectKeys: [current!] }, ',
      replace: 'runOut({ ...seen, objectKeys: [] }, ',
      tests: TICKETS,
    },
    {
      name: 'tickets are forgotten while events of them can come',
      find: 'now - LATEST_EVENT_MS',
      replace: 'now',
      tests: [...TICKETS, ...STATE],
    },
  ),
  ...of('image-inspector/records/record-state.ts', {
    name: 'versions of uploads are not remembered',
    find: '...(versionId !== undefined && { versionId })',
    replace: '',
    tests: [...RECEIVE, ...STATE],
  }),
  ...of(
    'shared/same-record.ts',
    {
      name: 'a deleted record comes back in its successor',
      find: "'attribute_exists(version) AND incarnation = :incarnation'",
      replace: "'attribute_exists(version)'",
      tests: [...RELEASES, ...STATE],
    },
    {
      name: 'tickets of 0.1.0 reach every record',
      find: ' AND (attribute_not_exists(incarnation) OR tickets > :oneTicket)',
      replace: '',
      tests: RELEASES,
    },
    {
      name: 'a ticket that 0.1.0 gave for a newer record is nobody’s',
      find: ' OR tickets > :oneTicket',
      replace: '',
      tests: RELEASES,
    },
    {
      name: 'a remembered request is taken for a record',
      find: "condition: 'attribute_exists(version) AND (",
      replace: "condition: '(",
      tests: SAME_RECORD,
    },
    {
      name: 'a successor at the same revision is deleted',
      find: "'version = :version AND incarnation = :incarnation'",
      replace: "'version = :version'",
      tests: RECORDS('delete'),
    },
  ),
  ...of('shared/record.ts', {
    name: 'the sequencer does not count',
    find: 'sequencer.toUpperCase().padEnd',
    replace: "''.padEnd",
    tests: [...tests('shared', 'record'), ...STATE],
  }),
  ...of('shared/objects/retired-images.ts', {
    name: 'what is put aside is not copied',
    find: 'if (await copied(s3, object, versionId)) {',
    replace: 'if (versionId) {',
    tests: [...RECEIVE, ...tests('object-cleaner', 'clean')],
  }),
];
