import {
  badAttributes,
  badDeclarations,
  badFilenames,
  badTagChanges,
  badTags,
  badText,
  unreadableText,
} from './bad-fields.ts';
import { editing, invalid } from './bad-request.ts';

export const fields = [
  ...badFilenames.map(([title, filename]) =>
    invalid(`POST with a filename that is ${title}`, 'POST', '/metadata', { filename }, 'filename'),
  ),
  // Missing and null, the first two, are the same there: no new filename.
  ...badFilenames
    .slice(2)
    .map(([title, filename]) =>
      invalid(`PUT with a filename that is ${title}`, 'PUT', '/metadata/{id}', { filename }, 'filename'),
    ),
  ...[...badText, ...unreadableText].flatMap(([title, value]) => [
    ...editing(`a title that is ${title}`, { title: value }, 'title'),
    invalid(
      `POST with a userId that is ${title}`,
      'POST',
      '/metadata',
      { filename: 'a', userId: value },
      'userId',
    ),
    invalid(
      `POST with an imageId that is ${title}`,
      'POST',
      '/metadata',
      { filename: 'a', userId: 'u', imageId: value },
      'imageId',
    ),
  ]),
  ...badDeclarations.flatMap(([field, value]) =>
    editing(`${field} ${JSON.stringify(value).slice(0, 80)}`, { [field]: value }, field),
  ),
  ...badTags.map(([title, tags, field]) =>
    invalid(`POST with tags: ${title}`, 'POST', '/metadata', { filename: 'a', tags }, field!),
  ),
  ...badTagChanges.map(([title, tags, field]) =>
    invalid(`PUT with tags: ${title}`, 'PUT', '/metadata/{id}', { tags }, field!),
  ),
  ...badAttributes.flatMap(([title, attributes, field]) =>
    editing(`attributes: ${title}`, { attributes }, field!),
  ),
  invalid(
    'POST with 33 attributes',
    'POST',
    '/metadata',
    { filename: 'a', attributes: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`a${at}`, at])) },
    'attributes',
  ),
  invalid('POST with imageId alone', 'POST', '/metadata', { filename: 'a', imageId: 'b' }, 'userId'),
  ...[
    'id',
    'version',
    'status',
    'feed',
    'sortKey',
    'objectKeys',
    'image',
    'tickets',
    'expiresAt',
    'isUploaded',
  ].flatMap((name) => editing(`the unknown field ${name}`, { [name]: 'x' }, name)),
  invalid('PUT of another userId', 'PUT', '/metadata/{id}', { userId: 'other' }, 'userId'),
  invalid('PUT of another imageId', 'PUT', '/metadata/{id}', { imageId: 'other' }, 'imageId'),
];
