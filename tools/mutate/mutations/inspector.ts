import type { Mutation } from '../mutation.ts';
import { of, RECEIVE, STALE, STATE, THUMBNAIL_STATE, TICKETS, tests } from './of.ts';

/** What inspector and thumbnailer do, step by step. */
export const INSPECTOR: readonly Mutation[] = [
  ...of('image-inspector/look.ts', {
    name: 'a declared type is not compared',
    find: 'typeDeclared ? (acceptedType ?? storedType) : undefined',
    replace: 'undefined',
    tests: RECEIVE,
  }),
  ...of(
    'image-inspector/receive.ts',
    {
      name: 'a good upload without a record stays',
      find: 'default:\n      await discard(upload, services);\n      return result;',
      replace: 'default:\n      return result;',
      tests: [...RECEIVE, ...STATE],
    },
    {
      name: 'a refused upload without a record stays',
      find: "case 'another':\n      await discard(upload, services);",
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
      find: 'await settle(upload, state, services);\n    // Of',
      replace: '// Of',
      tests: STATE,
    },
    {
      name: 'a repeated event asks for no thumbnail',
      find: 'if (thumbnail && !state.thumbnailKnown) await',
      replace: 'if (false) await',
      tests: [...STATE, ...THUMBNAIL_STATE],
    },
    {
      name: 'an upload by a used ticket stays',
      find: 'if (upload.versionId || upload.key !== state.objectKeys[0]) await discard(upload, services);',
      replace: '',
      tests: [...TICKETS, ...STATE],
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
      tests: [...TICKETS, ...STATE],
    },
    {
      name: 'nothing is settled after a stale event',
      find: "if ('state' in result) await settle(upload, result.state, services);",
      replace: '',
      tests: STALE,
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
      tests: TICKETS,
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
  ...of('thumbnailer/make.ts', {
    name: 'a thumbnail that comes too late stays',
    find: 'if (versionId !== undefined) await objects.deleteVersion(key, versionId);',
    replace: '',
    tests: tests('thumbnailer', 'make'),
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
];
