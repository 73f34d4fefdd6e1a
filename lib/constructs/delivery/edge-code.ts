import { readFileSync } from 'node:fs';

const PLACE_OF_WIDTHS = 'WIDTHS_OF_THE_STAGE';

/**
 * The code of a stage's CloudFront Function, which takes the path of an image and names the stored one.
 * @param widths - pixels, ascending, at least one
 */
export function edgeCode(widths: readonly number[]): string {
  const source = readFileSync(new URL('edge-function.js', import.meta.url), 'utf8');
  // Of the text that CloudFront takes, 10 KB at most, comments are no part.
  const code = source.replaceAll(/^\/\/.*\n/gm, '').trimStart();
  return code.replace(PLACE_OF_WIDTHS, JSON.stringify(widths));
}
