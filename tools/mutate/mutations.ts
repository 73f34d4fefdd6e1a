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
      name: 'a good upload without a record stays',
      find: 'default:\n      await objects.deleteVersion(upload);\n      return result;',
      replace: 'default:\n      return result;',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a refused upload without a record stays',
      find: "case 'another':\n      await objects.deleteVersion(upload);",
      replace: "case 'another':",
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'replaced images are not cleaned up',
      find: "case 'done':\n      await settle(upload, result.state, services);",
      replace: "case 'done':",
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a repeated event does not finish the clean-up',
      find: 'await settle(upload, state, services);\n    if (image',
      replace: 'if (image',
      tests: STATE,
    },
    {
      name: 'a repeated event asks for no thumbnail',
      find: 'if (image && !state.thumbnailKnown) await',
      replace: 'if (false) await',
      tests: [...STATE, ...THUMBNAIL_STATE],
    },
    {
      name: 'an upload by a used ticket stays',
      find: 'if (upload.versionId || upload.key !== state.objectKeys[0]) await objects.deleteVersion(upload);',
      replace: '',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a late upload stays',
      find: 'await services.objects.deleteVersion(upload);\n  await services.records.spend',
      replace: 'await services.records.spend',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a late upload does not use its ticket',
      find: "await services.records.spend(upload, services.now());\n  return { outcome: 'late' };",
      replace: "return { outcome: 'late' };",
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'an upload whose object is gone does not use its ticket',
      find: 'const result = await services.records.spend(upload, services.now());',
      replace: 'const result = {};',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'nothing is settled after a stale event',
      find: "if ('state' in result) await settle(upload, result.state, services);",
      replace: '',
      tests: RECEIVE,
    },
    {
      name: 'a refused upload stays',
      find: "await objects.deleteVersion(upload);\n      return { outcome: 'refused'",
      replace: "return { outcome: 'refused'",
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'an upload that a record cannot remember is not told of',
      find: 'return refuse(upload, TOO_MANY_UPLOADS, services);',
      replace: "return { outcome: 'late' };",
      tests: RECEIVE,
    },
  ),
  ...of(
    'image-inspector/settle.ts',
    {
      name: 'replaced images are not put aside',
      find: 'await objects.retire({ key, versionId: versionOf(seen, key) });',
      replace: '',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'URLs of a replaced image go on working',
      find: 'versionId: versionOf(seen, key)',
      replace: 'versionId: undefined',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'thumbnails of replaced images stay',
      find: "await objects.deleteThumbnails(key, seen.imageEvent ?? '');",
      replace: '',
      tests: THUMBNAIL_STATE,
    },
  ),
  ...of(
    'image-inspector/inspected-records.ts',
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
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'an image that 0.1.0 accepted is accepted again',
      find: "'AND NOT contains(objectKeys, :object)'",
      replace: "''",
      tests: RECEIVE,
    },
    {
      name: 'more used tickets are remembered than may be',
      find: ' AND size(used) < :mostUsed',
      replace: '',
      tests: RECEIVE,
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
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
      find: 'REMOVE ${TTL_ATTRIBUTE}, thumbnail',
      replace: 'REMOVE thumbnail',
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
      tests: RECEIVE,
    },
    {
      name: 'tickets are forgotten while events of them can come',
      find: 'now - LATEST_EVENT_MS',
      replace: 'now',
      tests: RECEIVE,
    },
    {
      name: 'versions of uploads are not remembered',
      find: '...(versionId !== undefined && { versionId })',
      replace: '',
      tests: [...RECEIVE, ...STATE],
    },
  ),
  ...of(
    'shared/same-record.ts',
    {
      name: 'a deleted record comes back in its successor',
      find: "'attribute_exists(version) AND incarnation = :incarnation'",
      replace: "'attribute_exists(version)'",
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'tickets of 0.1.0 reach every record',
      find: ' AND (attribute_not_exists(incarnation) OR tickets > :oneTicket)',
      replace: '',
      tests: RECEIVE,
    },
    {
      name: 'a ticket that 0.1.0 gave for a newer record is nobody’s',
      find: ' OR tickets > :oneTicket',
      replace: '',
      tests: RECEIVE,
    },
    {
      name: 'a remembered request is taken for a record',
      find: "condition: 'attribute_exists(version) AND (",
      replace: "condition: '(",
      tests: RECEIVE,
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
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    find: "#${sequencer.toUpperCase().padEnd(40, '0')}",
    replace: '#',
    tests: [...tests('shared', 'record'), ...STATE],
  }),
  ...of('shared/retired-images.ts', {
    name: 'what is put aside is not copied',
    find: 'if (versionId === undefined) return;',
    replace: 'return;',
    tests: [...RECEIVE, ...RECORDS('delete')],
  }),
  ...of('thumbnailer/make.ts', {
    name: 'a thumbnail that comes too late stays',
    find: 'if (versionId !== undefined) await objects.deleteVersion(key, versionId);',
    replace: '',
    tests: THUMBNAIL_STATE,
  }),
  ...of(
    'thumbnailer/thumbnail-records.ts',
    {
      name: 'a record is told of the thumbnail of another image',
      find: ' AND imageEvent = :event',
      replace: '',
      tests: THUMBNAIL_STATE,
    },
    {
      name: 'a thumbnail is told twice',
      find: "'attribute_not_exists(thumbnail.#key)'",
      replace: "'attribute_exists(id)'",
      tests: THUMBNAIL_STATE,
    },
  ),
  ...of(
    'metadata-api/records/delete-record.ts',
    {
      name: 'a DELETE leaves the objects',
      find: 'if (images.length > 0) await deleteImages(images);',
      replace: '',
      tests: [...RECORDS('delete'), ...STATE],
    },
    {
      name: 'a DELETE does not settle If-Match first',
      find: 'versions === undefined ? found : await raiseRevision(services, found, versions)',
      replace: 'found',
      tests: RECORDS('delete'),
    },
    {
      name: 'a DELETE takes a successor with it',
      find: ' || current.incarnation !== found.incarnation',
      replace: '',
      tests: RECORDS('delete'),
    },
    {
      name: 'a remembered request does not hear that its record was deleted',
      find: 'if (current.requestId !== undefined) await',
      replace: 'if (false) await',
      tests: RECORDS('idempotency'),
    },
  ),
  ...of(
    'metadata-api/records/record-store.ts',
    {
      name: 'a DELETE does not notice a thumbnail that is told meanwhile',
      find: ' AND attribute_not_exists(thumbnail.#key)',
      replace: '',
      tests: RECORDS('delete'),
    },
    {
      name: 'a record overwrites another one of its id',
      find: "ConditionExpression: 'attribute_not_exists(id)',",
      replace: '',
      tests: RECORDS('idempotency', 'named-images'),
    },
    {
      name: 'a creation whose answer was lost is a conflict',
      find: 'return current?.incarnation === record.incarnation ? current! : outcome;',
      replace: 'return outcome;',
      tests: RECORDS('lost-answers'),
    },
    {
      name: 'an edit whose answer was lost is a conflict',
      find: 'return current?.lastEdit === edit ? current : outcome;',
      replace: 'return outcome;',
      tests: RECORDS('lost-answers'),
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
      find: 'demand(condition);',
      replace: "demand('attribute_exists(version)');",
      tests: RECORDS('editing'),
    },
    {
      name: 'an edit makes a record',
      find: "demand('attribute_exists(version)');",
      replace: "demand('attribute_not_exists(nothing)');",
      tests: RECORDS('editing'),
    },
    {
      name: 'tickets are given that nothing can remember',
      find: 'if (options.ticket)',
      replace: 'if (false)',
      tests: RECORDS('editing'),
    },
  ),
  ...of(
    'metadata-api/records/create-once.ts',
    {
      name: 'a key is not remembered',
      find: 'const former = await requests.remember(wanted, now, REMEMBERED_SECONDS);',
      replace: 'const former: typeof wanted | undefined = undefined;',
      tests: RECORDS('idempotency'),
    },
    {
      name: 'a key gets the record of another body',
      find: ' && former.hash !== hash',
      replace: ' && false',
      tests: RECORDS('idempotency'),
    },
    {
      name: 'a deleted record is made anew by its key',
      find: 'if (deleted) throw recordDeleted();',
      replace: '',
      tests: RECORDS('idempotency'),
    },
    {
      name: 'a repeat overtakes a deletion',
      find: 'if (slow && (await requests.find(requestId))?.deleted) {',
      replace: 'if (false) {',
      tests: RECORDS('idempotency'),
    },
  ),
  ...of('metadata-api/records/request-store.ts', {
    name: 'a key is remembered until the table forgets it',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    find: ' OR ${TTL_ATTRIBUTE} <= :now',
    replace: '',
    tests: RECORDS('idempotency'),
  }),
  ...of('metadata-api/tickets/object-urls.ts', {
    name: 'GET URLs name no version',
    find: '...(versionId !== undefined && { versionId }),',
    replace: '',
    tests: tests('metadata-api/tickets', 'object-urls'),
  }),
];
