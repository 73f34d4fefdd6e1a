/** So many small files, each with bytes of its own. */
export const files = (count: number): File[] =>
  Array.from({ length: count }, (_, at) => new File([`image ${at}`], `${at}.png`));

/** Answers uploads of bytes only after so many ms. */
export const slowly = (path: string, afterMs: number) =>
  path.startsWith('/s3/') ? { status: 200, afterMs } : undefined;
