import type { LambdaFunctionURLResult } from 'aws-lambda';
import { RENDITION_TYPES, type RenditionFormat } from '../shared/delivery/rendition.ts';
import type { Rendered } from './render.ts';

interface Refusal {
  status: number;
  code: string;
  message: string;
  /** For so long caches may keep it, seconds. */
  maxAge: number;
}

/** Longer than it takes for a record to be written that has just been; short, since a restored image is there again. */
const SOON = 5;
/** Its bytes never change, so that it stays as it is until a release draws more. */
const UNDRAWABLE_SECONDS = 300;

/** No such rendition, of this record or of any. */
export const NOT_FOUND: Refusal = {
  status: 404,
  code: 'NotFound',
  message: 'There is no such image.',
  maxAge: SOON,
};

/** The function has failed; the log knows more. */
export const FAILED: Refusal = {
  status: 503,
  code: 'Failed',
  message: 'The image could not be drawn now. Try again.',
  maxAge: 1,
};

const BUSY: Refusal = {
  status: 503,
  code: 'Busy',
  message: 'The image is being drawn. Try again.',
  maxAge: 1,
};

/** The function's answer. @param cacheControl - of an image, as the stored one has it */
export function answerTo(
  rendered: Rendered,
  format: RenditionFormat,
  cacheControl: string,
): LambdaFunctionURLResult {
  switch (rendered.outcome) {
    case 'drawn':
    case 'found':
      return {
        statusCode: 200,
        headers: { 'Content-Type': RENDITION_TYPES[format], 'Cache-Control': cacheControl },
        body: Buffer.from(rendered.bytes).toString('base64'),
        isBase64Encoded: true,
      };
    case 'gone':
      return refusal(NOT_FOUND);
    case 'busy':
      return refusal(BUSY);
    case 'undrawable':
      return refusal({
        status: 415,
        code: rendered.code,
        message: 'The image cannot be drawn in other sizes; its own URL has it as it is.',
        maxAge: UNDRAWABLE_SECONDS,
      });
  }
}

/** An error as JSON, for caches to keep for a short time. */
export function refusal({ status, code, message, maxAge }: Refusal): LambdaFunctionURLResult {
  return {
    statusCode: status,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': `max-age=${maxAge}`,
      ...(status === 503 && { 'Retry-After': '2' }),
    },
    body: JSON.stringify({ message, code }),
  };
}
