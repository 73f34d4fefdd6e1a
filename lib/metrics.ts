import { Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { REJECTION_CODES } from '../lambdas/shared/record.ts';
import { THUMBNAIL_ERRORS } from '../lambdas/shared/thumbnail.ts';

/** The CloudWatch namespace of what the functions measure about themselves (embedded metric format). */
export const METRICS_NAMESPACE = 'ImageIntake';

/** The dimension `service` of those metrics: stages that share an account do not mix. */
export const serviceNameOf = (scope: Construct): string => `image-intake-${Stage.of(scope)?.stageName}`;

/** What the functions count, all with the dimension `service`; UploadsRejected and ThumbnailsMissing also have `code`. */
export const METRICS = {
  ticketsIssued: 'TicketsIssued',
  uploadsAccepted: 'UploadsAccepted',
  uploadsRejected: 'UploadsRejected',
  /** Milliseconds from the upload's event to its record being ready. */
  uploadToReady: 'UploadToReady',
  inspectionGets: 'InspectionGets',
  inspectionBytes: 'InspectionBytes',
  thumbnailsMade: 'ThumbnailsMade',
  thumbnailsMissing: 'ThumbnailsMissing',
} as const;

export { REJECTION_CODES, THUMBNAIL_ERRORS };
