/** Who mends a finding: the inspector, asked once more; the reconciler, which deletes an exact version; or a person. */
export type Remedy = 'recheck' | 'delete' | 'person';

/** What does not agree between bucket and table, and what mends it. docs/runbook.md explains each. */
export const FINDINGS = {
  /** An upload lies there whose record is still pending: its event was lost. */
  UploadUnseen: 'recheck',
  /** The version that a record names is gone, and another one lies under its key: the bucket was restored. */
  OtherVersion: 'recheck',
  /** An image that was replaced, refused or came too late, and that a GET still finds. */
  ReplacedVisible: 'recheck',
  /** A ready record whose thumbnail is gone, or was never drawn. */
  ThumbnailMissing: 'recheck',
  /** A thumbnail that was drawn of another image than the record's. */
  ThumbnailOfAnother: 'recheck',
  /** A record that its indexes have in the wrong place. */
  IndexMismatch: 'recheck',
  /** An image that no record names. */
  ObjectWithoutRecord: 'delete',
  /** A later upload by a used ticket lies on top of a record's image, which would expire. */
  ImageCovered: 'delete',
  /** A thumbnail of an image that no record names. */
  ThumbnailOrphaned: 'delete',
  /** Nothing is left of a record's image. */
  ImageGone: 'person',
  /** A delete marker hides a record's image, which expires with `restoreDays`. */
  ImageHidden: 'person',
  /** Uploads whose events were lost, beside one that the record was told of: which is meant, nobody can tell. */
  SeveralUploads: 'person',
  /** An item that is a record, and cannot be read as one. */
  RecordUnreadable: 'person',
} as const satisfies Record<string, Remedy>;

export type FindingCode = keyof typeof FINDINGS;

export const FINDING_CODES = Object.keys(FINDINGS) as FindingCode[];
