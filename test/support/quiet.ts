/**
 * A setup file of vitest: what functions print goes the way of `console.log`, and vitest shows it for tests that fail.
 * Thousands of lines of tests that pass would bury them.
 */
process.stdout.write = (text: string | Uint8Array) => {
  console.log(String(text).trimEnd());
  return true;
};
