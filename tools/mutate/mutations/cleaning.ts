import type { Mutation } from '../mutation.ts';
import { of, tests } from './of.ts';

const DELETE = tests('metadata-api/records', 'delete');
const CLEAN = tests('object-cleaner', 'clean');
const ERASE = tests('object-cleaner', 'erase');
const PREDECESSORS = tests('object-cleaner', 'predecessors');
const NOTES = tests('object-cleaner', 'notes');

/** What becomes of the objects of records that went. */
export const CLEANING: readonly Mutation[] = [
  ...of(
    'shared/record-deletion.ts',
    {
      name: 'a DELETE takes a record that is another by now',
      find: "'incarnation = :incarnation'",
      replace: "'attribute_exists(id)'",
      tests: DELETE,
    },
    {
      name: 'a DELETE is not held to If-Match in its write',
      find: 'if (versions) conditions.push',
      replace: 'if (false) conditions.push',
      tests: DELETE,
    },
  ),
  ...of(
    'shared/objects/retired-images.ts',
    {
      name: 'what is gone gets a marker',
      find: 'if (top && isMeant(top.Metadata ?? {})) await',
      replace: 'await',
      tests: CLEAN,
    },
    {
      name: 'a copy that came late stays on top',
      find: 'metadata[RETIRED_METADATA] !== undefined',
      replace: 'metadata[RETIRED_METADATA] === RETIRED_METADATA',
      tests: CLEAN,
    },
    {
      name: 'the version goes before the marker is there',
      find: 'new DeleteObjectCommand(object));\n    await s3.send(new DeleteObjectCommand({ ...object, VersionId: versionId }));',
      replace:
        'new DeleteObjectCommand({ ...object, VersionId: versionId }));\n    await s3.send(new DeleteObjectCommand(object));',
      tests: CLEAN,
    },
  ),
  ...of(
    'object-cleaner/clean.ts',
    {
      name: 'the image of a restored record goes',
      find: 'if (await isSpared()) receipt.spared += 1;\n    else',
      replace: 'receipt.spared += 0;',
      tests: CLEAN,
    },
    {
      name: 'what is erased is put aside',
      find: '(vanished.createdAt ?? 0) <= all.requestedAt',
      replace: '(false as boolean)',
      tests: CLEAN,
    },
  ),
  ...of('object-cleaner/erase/empty.ts', {
    name: 'an erasure takes what a living record names',
    find: '!named.has(Key)',
    replace: 'named',
    tests: ERASE,
  }),
  ...of('object-cleaner/erase/erase-id.ts', {
    name: 'an owner erases what another one deleted',
    find: 'ownerDigest === undefined || gone?.ownerDigest === ownerDigest',
    replace: 'true as boolean',
    tests: ERASE,
  }),
  ...of('object-cleaner/clean.ts', {
    name: 'a deletion that is told again erases a restored record',
    find: '!(await livesAgain(vanished, records))',
    replace: 'true',
    tests: NOTES,
  }),
  ...of('object-cleaner/gone-record.ts', {
    name: 'a note moves behind an erasure that was asked for',
    find: 'if_not_exists(sortKey, :sortKey)',
    replace: ':sortKey',
    tests: NOTES,
  }),
  ...of('metadata-api/records/erase-records.ts', {
    name: 'a repeated erasure takes more than the first one',
    find: 'deleteAndAsk(found, asked, dead)',
    replace: 'deleteAndAsk(found, asked)',
    tests: PREDECESSORS,
  }),
  ...of('object-cleaner/handle.ts', {
    name: 'each repeat of an erasure waits',
    find: 'found?.requestedAt === request.requestedAt',
    replace: 'found',
    tests: ERASE,
  }),
];
