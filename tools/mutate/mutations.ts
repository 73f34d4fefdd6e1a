import type { Mutation } from './mutation.ts';

/** What a mutation does to its file. */
type Fault = Omit<Mutation, 'file'>;

const of = (file: string, ...faults: Fault[]): Mutation[] =>
  faults.map((fault) => ({ ...fault, file: `lambdas/${file}` }));

const tests = (folder: string, ...names: string[]) =>
  names.map((name) => `test/lambdas/${folder}/${name}.test.ts`);

const STATE = tests('image-inspector', 'state');
const RECEIVE = tests('image-inspector', 'receive');
const THUMBNAIL_STATE = tests('thumbnailer', 'state');
const RECORDS = (...names: string[]) => tests('metadata-api/records', ...names);

/** The faults of `npm run mutate`. Keep what is searched for short: it must outlive changes beside it. */
export const MUTATIONS: readonly Mutation[] = [
  ...of(
    'image-inspector/receive.ts',
    {
      name: 'a declared type is not compared',
      find: 'upload.parsed.typeDeclared ? storedType : undefined',
      replace: 'undefined',
      tests: RECEIVE,
    },
    {
      name: 'an upload without a record stays',
      find: "await objects.deleteVersion(upload);\n    return 'missing';",
      replace: "return 'missing';",
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'replaced images are not cleaned up',
      find: 'if (state.objectKeys.length > 1) await settle(id, state, services);',
      replace: '',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a repeated event does not finish the clean-up',
      find: 'await settle(id, state, services);\n    if (',
      replace: 'if (',
      tests: STATE,
    },
    {
      name: 'a repeated event asks for no thumbnail',
      find: 'if (!state.thumbnailKnown) await',
      replace: 'if (false) await',
      tests: THUMBNAIL_STATE,
    },
    {
      name: 'a late upload stays',
      find: 'if (upload.versionId || upload.key !== state.objectKeys[0]) await objects.deleteVersion(upload);',
      replace: '',
      tests: RECEIVE,
    },
    {
      name: 'nothing is settled after a late upload',
      find: "await settle(id, state, services, upload.key);\n  return 'late';",
      replace: "return 'late';",
      tests: RECEIVE,
    },
    {
      name: 'nothing is settled after a stale event',
      find: 'await settle(upload.parsed.id,',
      replace: 'if (false) await settle(upload.parsed.id,',
      tests: STATE,
    },
    {
      name: 'an accepted upload is deleted by a refusal of its repetition',
      find: "if (state.imageEvent === upload.order) return 'duplicate';",
      replace: '',
      tests: RECEIVE,
    },
    {
      name: 'a refused upload stays',
      find: 'await objects.deleteVersion(upload);\n  if (state',
      replace: 'if (state',
      tests: [...RECEIVE, ...STATE],
    },
  ),
  ...of(
    'image-inspector/settle.ts',
    {
      name: 'replaced objects are not hidden',
      find: 'await objects.hide(key);',
      replace: '',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'thumbnails of replaced images stay',
      find: 'await objects.deleteThumbnails(key, imageEvent);',
      replace: '',
      tests: THUMBNAIL_STATE,
    },
    {
      name: 'what lay under a late upload comes to light',
      find: 'await objects.hide(touched);',
      replace: '',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a delete marker is removed whatever the record says by now',
      find: "if (result.outcome === 'done') await",
      replace: 'await',
      tests: STATE,
    },
  ),
  ...of(
    'image-inspector/inspected-records.ts',
    {
      name: 'events are accepted in the order in which they come',
      find: ' AND (attribute_not_exists(imageEvent) OR imageEvent < :order)',
      replace: '',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a repeated event is accepted again',
      find: 'imageEvent < :order',
      replace: 'imageEvent <= :order',
      tests: RECEIVE,
    },
    {
      name: 'events make records',
      find: 'attribute_exists(id) AND ',
      replace: '',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'an accepted image raises no version',
      find: 'ADD version :one, contentVersion :one',
      replace: 'ADD contentVersion :one',
      tests: RECEIVE,
    },
    {
      name: 'an accepted image raises no contentVersion',
      find: ', contentVersion :one',
      replace: '',
      tests: RECEIVE,
    },
    {
      name: 'a refusal raises no version',
      find: 'rejectionEvent = :order, updatedAt = :now ADD version :one',
      replace: 'rejectionEvent = :order, updatedAt = :now',
      tests: RECEIVE,
    },
    {
      name: 'refusals are told in the order in which they come',
      find: 'AND (attribute_not_exists(rejectionEvent) OR rejectionEvent < :order) ',
      replace: '',
      tests: STATE,
    },
    {
      name: 'a repeated refusal is told again',
      find: 'rejectionEvent < :order',
      replace: 'rejectionEvent <= :order',
      tests: RECEIVE,
    },
    {
      name: 'an image is told as refused after it was accepted',
      find: 'AND (attribute_not_exists(imageEvent) OR imageEvent <> :order)',
      replace: '',
      tests: RECEIVE,
    },
    {
      name: 'a replacement keeps the thumbnail of what it replaced',
      find: '}, thumbnail`',
      replace: '}`',
      tests: THUMBNAIL_STATE,
    },
    {
      name: 'a record with an image expires',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
      find: 'REMOVE ${TTL_ATTRIBUTE}, thumbnail',
      replace: 'REMOVE thumbnail',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a clean-up raises no version, so that a DELETE does not notice',
      find: "UpdateExpression: 'ADD version :one',",
      replace: "UpdateExpression: 'SET confirmed = :one',",
      tests: STATE,
    },
  ),
  ...of('shared/record.ts', {
    name: 'the sequencer does not count',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    find: "#${sequencer.toUpperCase().padEnd(40, '0')}",
    replace: '#',
    tests: tests('shared', 'record'),
  }),
  ...of(
    'thumbnailer/make.ts',
    {
      name: 'a thumbnail that comes too late stays',
      find: 'if (versionId !== undefined) await objects.deleteVersion(key, versionId);',
      replace: '',
      tests: THUMBNAIL_STATE,
    },
    {
      name: 'a thumbnail of an image that was superseded stays',
      find: "other < event || (told === 'superseded' && other === event)",
      replace: 'other < event',
      tests: THUMBNAIL_STATE,
    },
  ),
  ...of(
    'thumbnailer/thumbnail-records.ts',
    {
      name: 'a record is told of the thumbnail of another image',
      find: "'imageEvent = :event AND attribute_not_exists",
      replace: "'attribute_not_exists",
      tests: THUMBNAIL_STATE,
    },
    {
      name: 'a thumbnail is told twice',
      find: ' AND attribute_not_exists(thumbnail.#key)',
      replace: '',
      tests: THUMBNAIL_STATE,
    },
  ),
  ...of(
    'metadata-api/records/delete-record.ts',
    {
      name: 'a DELETE leaves the objects',
      find: 'if (objectKeys.length > 0) await deleteImages(objectKeys);',
      replace: '',
      tests: RECORDS('delete'),
    },
    {
      name: 'a DELETE does not settle If-Match first',
      find: 'versions === undefined ? found : await raiseRevision(services, found, versions)',
      replace: 'found',
      tests: RECORDS('delete'),
    },
  ),
  ...of(
    'metadata-api/records/record-store.ts',
    {
      name: 'a DELETE does not notice a thumbnail that is told meanwhile',
      find: "'version = :version AND attribute_not_exists(thumbnail.#key)'",
      replace: "'version = :version'",
      tests: RECORDS('delete'),
    },
    {
      name: 'a record overwrites another one of its id',
      find: "ConditionExpression: 'attribute_not_exists(id)',",
      replace: '',
      tests: RECORDS('idempotency', 'named-images'),
    },
  ),
  ...of(
    'metadata-api/records/update-expression.ts',
    {
      name: 'If-Match is not asked of the table',
      find: 'if (options.versions) {',
      replace: 'if (false) {',
      tests: RECORDS('editing'),
    },
    { name: 'an edit raises no version', find: "add('version', 1);", replace: '', tests: RECORDS('editing') },
    {
      name: 'an exact outcome is written over a newer record',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
      find: 'demand(`version = ${value(number(exact.version))}`)',
      replace: "demand('attribute_exists(version)')",
      tests: RECORDS('editing'),
    },
    {
      name: 'an edit makes a record',
      find: "demand('attribute_exists(version)');",
      replace: "demand('attribute_not_exists(nothing)');",
      tests: RECORDS('editing'),
    },
  ),
  ...of(
    'metadata-api/records/create-record.ts',
    {
      name: 'a key is not remembered beside a named image',
      find: 'if (body.imageId !== undefined) await rememberRequest(services, creation);',
      replace: '',
      tests: RECORDS('idempotency'),
    },
    {
      name: 'a key gets the record of another body',
      find: ' && current.requestHash === hash',
      replace: '',
      tests: RECORDS('idempotency'),
    },
  ),
];
