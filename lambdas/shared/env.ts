/** What the infrastructure must give a function, derived from the names that its `env.ts` lists. */
export type Environment<Names extends readonly string[]> = Record<Names[number], string>;

/**
 * Reads the named variables at once.
 * @throws Error that lists every missing name, so that a broken deployment is mended in one go.
 */
export function readEnvironment<const Names extends readonly string[]>(names: Names): Environment<Names> {
  const missing = names.filter((name) => process.env[name] === undefined);
  if (missing.length > 0) throw new Error(`Missing environment variables: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Environment<Names>;
}
