import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { parseRendition } from '../shared/delivery/rendition.ts';
import type { Logger } from '../shared/logger.ts';
import { emitFailure } from '../shared/metrics.ts';
import { answerTo, FAILED, NOT_FOUND, refusal } from './answer.ts';
import { type RendererServices, render } from './render.ts';

/**
 * Answers CloudFront, which asks for what its bucket does not have. Logs one line a request, never a signature: the path has none.
 * @param widths - that are drawn, pixels
 * @param cacheControl - of an image
 */
export function serving(
  services: RendererServices,
  { widths, cacheControl }: { widths: ReadonlySet<number>; cacheControl: string },
  logger: Logger,
) {
  return async ({ rawPath }: Pick<LambdaFunctionURLEvent, 'rawPath'>): Promise<LambdaFunctionURLResult> => {
    const rendition = parseRendition(rawPath.slice(1));
    if (!rendition || !widths.has(rendition.width)) return refusal(NOT_FOUND);
    const started = performance.now();
    const { id, width, format } = rendition;
    const told = (outcome: object) =>
      logger.info('Rendition', {
        id,
        width,
        format,
        ...outcome,
        ms: Math.round(performance.now() - started),
      });
    try {
      const rendered = await render(rendition, services);
      const { outcome } = rendered;
      told({
        outcome,
        ...('code' in rendered && { code: rendered.code }),
        ...('bytes' in rendered && { bytes: rendered.bytes.length }),
      });
      return answerTo(rendered, format, cacheControl);
    } catch (error) {
      logger.error('request failed', { error, id, width, format });
      emitFailure('RequestsFailed');
      told({ outcome: 'failed' });
      return refusal(FAILED);
    }
  };
}
