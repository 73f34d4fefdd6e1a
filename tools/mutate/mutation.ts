/** A fault on purpose: what it does to a source file, and which tests must notice. */
export interface Mutation {
  /** What is then wrong. */
  name: string;
  /** From the root. */
  file: string;
  /** Every occurrence is replaced; there must be one. */
  find: string;
  replace: string;
  /** Test files that must go red, each of them. */
  tests: readonly string[];
}

/** @throws Error when the text is not there any more */
export function mutated(source: string, { name, file, find, replace }: Mutation): string {
  if (!source.includes(find)) throw new Error(`"${name}" does not apply any more: ${file} has no ${find}`);
  return source.replaceAll(find, () => replace);
}
