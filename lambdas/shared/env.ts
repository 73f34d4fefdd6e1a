import { type ImageType, isImageType } from '../../contract/image-types.ts';

/** What the infrastructure must give a function, derived from the names that its `env.ts` lists. */
export type Environment<Names extends readonly string[]> = Record<Names[number], string>;

/** The variables that every function has, for its log and its metrics. */
export const COMMON_ENV = ['SERVICE_NAME', 'METRICS_NAMESPACE'] as const;

/** Reads settings from the environment. Each method throws an Error that names the variable which is malformed. */
export interface EnvironmentReader<Name extends string> {
  /** Not empty. */
  text(name: Name): string;
  /** A whole number above 0. */
  positive(name: Name): number;
  /** `true` or `false`. */
  flag(name: Name): boolean;
  /** Comma-separated, at least one, none of them empty. */
  list(name: Name): string[];
  /** The same, of media types of the contract. */
  imageTypes(name: Name): ImageType[];
  /** An http or https URL. */
  url(name: Name): string;
}

/** Endpoints of one's own, which the SDK's clients would only complain of at their first call. */
const ENDPOINTS = /^AWS_ENDPOINT_URL(_[A-Z0-9]+)?$/;

/**
 * A function that runs with half its settings is worse than one that does not start: a limit that is no number would
 * limit nothing.
 * @throws Error that lists every missing name, so that a broken deployment is mended in one go, or names a malformed
 * endpoint
 */
export function readEnvironment<const Names extends readonly string[]>(
  names: Names,
  env: NodeJS.ProcessEnv = process.env,
): EnvironmentReader<Names[number]> {
  const missing = [...names, ...COMMON_ENV].filter((name) => env[name] === undefined);
  if (missing.length > 0) throw new Error(`Missing environment variables: ${missing.join(', ')}`);
  for (const name of COMMON_ENV) text(name);
  for (const name of Object.keys(env)) if (ENDPOINTS.test(name) && env[name] !== '') url(name);
  return { text, positive, flag, list, imageTypes, url };

  function malformed(name: string, what: string): never {
    throw new Error(`${name} must be ${what}, not ${JSON.stringify(env[name])}`);
  }
  function text(name: string): string {
    const value = env[name]?.trim();
    return value || malformed(name, 'a text that is not empty');
  }
  function positive(name: string): number {
    const value = /^[1-9]\d*$/.test(env[name] ?? '') ? Number(env[name]) : Number.NaN;
    return Number.isSafeInteger(value) ? value : malformed(name, 'a positive integer');
  }
  function flag(name: string): boolean {
    const value = env[name];
    return value === 'true' || value === 'false' ? value === 'true' : malformed(name, 'true or false');
  }
  function list(name: string): string[] {
    const parts = (env[name] ?? '').split(',').map((part) => part.trim());
    return parts.includes('') ? malformed(name, 'a comma-separated list without empty parts') : parts;
  }
  function imageTypes(name: string): ImageType[] {
    return list(name).map((type) => (isImageType(type) ? type : malformed(name, 'a list of image types')));
  }
  function url(name: string): string {
    const value = env[name] ?? '';
    const valid = URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
    return valid ? value : malformed(name, 'an http or https URL');
  }
}
