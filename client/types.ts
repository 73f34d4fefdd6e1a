import type * as batches from '../contract/batches.ts';
import type * as contract from '../contract/requests.ts';

export type {
  CreateBody,
  Disposition,
  ListParameters,
  UpdateBody,
  UploadUrlBody,
} from '../contract/requests.ts';

/** A record. */
export type Metadata = contract.Metadata;

/** A ticket, or a URL to an image. */
export type PreSignedUrl = contract.PreSignedUrl;

/** A record with an upload ticket. */
export interface Ticket {
  metadata: Metadata;
  preSignedUrl: PreSignedUrl;
}

/**
 * A record as it was changed, with a ticket to replace its image. There is none for an edit that declares nothing, where the
 * stage or a limit of the app demands declarations, or the record can take no further upload.
 */
export interface Change {
  metadata: Metadata;
  preSignedUrl: PreSignedUrl | null;
}

/** A record with its GET URL, once there is an image. */
export interface Image {
  metadata: Metadata;
  preSignedUrl: PreSignedUrl | null;
}

/** A page of records; `preSignedUrls` has one entry for each that has an image. */
export interface Page {
  metadata: Metadata[];
  preSignedUrls: PreSignedUrl[];
  nextCursor?: string | undefined;
}

/** A record of a batch; `idempotencyKey` as that of a single call. */
export type BatchRecord = batches.BatchItem;

/** What an upload declares, and S3 then enforces. */
export type Declared = Pick<contract.CreateBody, 'contentType' | 'size' | 'sha256'>;

/** An image as its caller names it. */
export type ImageName = Pick<contract.UploadUrlBody, 'userId' | 'imageId' | 'tweetId'>;

/** A bare URL; `headers` are to be sent along, where something was declared. */
export interface NamedUrl {
  presignedUrl: string;
  /** With a download, once the thumbnail is made. */
  thumbnailUrl?: string | undefined;
  headers?: Record<string, string> | undefined;
}
