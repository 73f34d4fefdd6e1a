import { imageTypes } from '../../../contract/image-types.ts';
import type { Settings } from '../../../lambdas/metadata-api/settings.ts';
import { BUCKET } from './uploads.ts';

/** What a stage may decide for its API. */
export const SETTINGS: Settings = {
  tableName: 'records',
  bucketName: BUCKET,
  bucketDomainName: `${BUCKET}.s3.amazonaws.com`,
  feedShards: 1,
  urlExpiresSeconds: 3600,
  maxUploadBytes: 1_000_000,
  allowedTypes: imageTypes,
  allowedOrigins: ['*'],
  requireDeclaredUploads: false,
  pendingDays: 7,
  delivery: undefined,
};
