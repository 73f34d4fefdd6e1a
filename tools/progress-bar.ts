const WIDTH = 30;

/** @param done - from 0 to 1 */
export function progressBar(done: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, done)) * WIDTH);
  return `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}]`;
}

/** The part of a terminal in use, or of what takes its place. */
export interface Screen {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

/** Writes a line over the one before; where that cannot be, below it. */
export function drawLine(screen: Screen, line: string): void {
  if (screen.isTTY) screen.write(`\r\x1b[K${line.slice(0, (screen.columns || 80) - 1)}`);
  else screen.write(`${line}\n`);
}
