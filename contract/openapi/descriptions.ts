const TITLE = 'Any Unicode that can be seen, without control characters; kept in NFC.';
const OWNER = 'Only a record of this owner: that of another is 404, as if it were not there.';

/**
 * What the fields of requests mean, for readers of the document; those of answers are described where they are declared.
 * Apart from the schemas, so that the function need not carry them. By the field's name; one that means something else in
 * a schema has an entry of its own, `Schema.field`.
 */
export const DESCRIPTIONS: Readonly<Record<string, string>> = {
  id: 'UUID of a record.',
  filename: 'Name of the file.',
  title: TITLE,
  'UpdateBody.title': `${TITLE} \`null\` removes it.`,
  userId: "The caller's id of the image's owner.",
  imageId: "The caller's id of the image, unique for a `userId`.",
  tweetId: 'An older name of `imageId`.',
  tags: 'Each of them any Unicode that can be seen, without control characters; kept in NFC.',
  'UpdateBody.tags': 'Set operations: they merge with those of other editors.',
  add: 'Tags that the record gets.',
  remove: 'Tags that the record loses.',
  attributes: "The caller's own fields, 4096 bytes as JSON.",
  'UpdateBody.attributes': 'Merged key by key; `null` removes a key.',
  contentType:
    'Signed into the ticket by its registered name; the bytes must be of this type. Other names of a type are understood, in any case and with parameters: `image/jpg`. The stage says which types it takes.',
  size: 'Exact bytes of the upload, within the limit of the stage.',
  sha256: 'SHA-256 of the upload, hexadecimal; S3 verifies it.',
  idempotencyKey: 'As the header `Idempotency-Key` of a single call, for this record.',
  records: 'Each as the body of a single call, 64 KiB at most; 256 KiB for all.',
  ids: 'UUIDs of records.',
  imageIds: "Names of the owner's images, in place of `ids`; with `userId`.",
  results: 'One for each item, in order.',
  disposition: 'How a browser treats the download: shows it, or saves it.',
  limit: 'Records a page.',
  cursor: '`nextCursor` of the page before, with the same filters.',
  order: 'Newest or oldest first.',
  'ListQuery.status': 'Only records of this status.',
  tag: 'Only records with this tag.',
  createdAfter: 'Only records created later, epoch ms.',
  createdBefore: 'Only records created earlier, epoch ms.',
  ticketsPerHour: 'Tickets that the owner may take in an hour of the clock; what is beyond is 429.',
  'ReadQuery.userId': OWNER,
  'UpdateQuery.userId': OWNER,
  'DeleteQuery.userId': OWNER,
  'EraseAllQuery.userId': 'Whose records.',
  'DeleteQuery.erase': 'Leaves nothing that could be restored.',
  'EraseAllQuery.erase': 'Says that it is meant.',
  'ListQuery.userId': 'Only records of this owner.',
  'ListQuery.imageId': 'The image of this name; with `userId`.',
};
