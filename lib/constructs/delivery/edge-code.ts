import { readFileSync } from 'node:fs';

/** The code of a stage's edge function. @param widths - pixels, ascending */
export function edgeCode(widths: readonly number[]): string {
  const code = readFileSync(new URL('./edge-function.js', import.meta.url), 'utf8');
  return code.replace('var WIDTHS = []', `var WIDTHS = [${widths.join(', ')}]`);
}
