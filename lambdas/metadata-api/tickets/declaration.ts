import { invalidField } from '../errors.ts';
import type { Settings } from '../settings.ts';

/** What a caller says about an upload in advance; S3 then enforces it. */
export interface Declaration {
  contentType?: string | undefined;
  /** Bytes. */
  size?: number | undefined;
  /** Hexadecimal. */
  sha256?: string | undefined;
}

/**
 * What of a body is to be signed.
 * @throws DomainError `ValidationFailed` for what the stage does not take, or misses
 */
export function checkDeclaration(
  settings: Settings,
  { contentType, size, sha256 }: Declaration,
): Declaration {
  if (contentType !== undefined && !settings.allowedTypes.includes(contentType)) {
    throw invalidField('contentType', `must be one of ${settings.allowedTypes.join(', ')}`);
  }
  if (size !== undefined && size > settings.maxUploadBytes) {
    throw invalidField('size', `must be at most ${settings.maxUploadBytes}`);
  }
  // The type is often not known ahead: systems and browsers guess it from the name's ending.
  if (settings.requireDeclaredUploads && size === undefined) {
    throw invalidField('size', 'is required: this stage takes no upload whose size is not declared');
  }
  return { contentType, size, sha256 };
}
