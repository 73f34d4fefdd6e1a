import { type ImageType, isImageType } from '../../contract/image-types.ts';

/** What the infrastructure must give a function, derived from the names that its `env.ts` lists. */
export type Environment<Names extends readonly string[]> = Record<Names[number], string>;

/** A week: no signature of Version 4 lives longer. */
export const MAX_URL_SECONDS = 604_800;

/** The variables that every function has, for its log and its metrics. */
export const COMMON_ENV = ['SERVICE_NAME', 'METRICS_NAMESPACE'] as const;

/** Reads settings from the environment. Each method throws an Error that names the variable which is malformed. */
export interface EnvironmentReader<Name extends string> {
  /** Not empty. */
  text(name: Name): string;
  /** The same; undefined where it is empty. */
  optional(name: Name): string | undefined;
  /** A whole number above 0, and not above `most`. */
  positive(name: Name, most?: number): number;
  /** A whole number from 0 to `most`. */
  count(name: Name, most: number): number;
  /** `true` or `false`. */
  flag(name: Name): boolean;
  /** Comma-separated, at least one, none of them empty. */
  list(name: Name): string[];
  /** The same, of media types of the contract. */
  imageTypes(name: Name): ImageType[];
  /** An http or https URL. */
  url(name: Name): string;
  /** JSON of which this is true. What it is instead is not told: a setting may have what is not for logs. */
  json<Value>(name: Name, isValue: (value: unknown) => value is Value, what: string): Value;
  /** A domain name, without protocol, port and path. */
  domain(name: Name): string;
  /** Whether it is there at all: for what a stage can be without. */
  has(name: Name): boolean;
}

/** What the SDK's clients take from the environment, and would only complain of at their first call. */
const ENDPOINTS = ['CLOUDFRONT', 'DYNAMODB', 'EVENTBRIDGE', 'S3', 'SQS', 'SSM'].map(
  (service) => `AWS_ENDPOINT_URL_${service}`,
);
const FLAGS = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'];

/**
 * A function that runs with half its settings is worse than one that does not start: a limit that is no number would
 * limit nothing.
 * @param _others - names of what a stage can be without
 * @throws Error that lists every missing name, so that a broken deployment is mended in one go, or names what is malformed
 * of what the SDK reads
 */
export function readEnvironment<
  const Names extends readonly string[],
  const Others extends readonly string[],
>(
  names: Names,
  _others?: Others,
): EnvironmentReader<Names[number] | Others[number] | (typeof COMMON_ENV)[number]> {
  const { env } = process;
  const missing = [...names, ...COMMON_ENV, 'AWS_REGION'].filter((name) => env[name] === undefined);
  if (missing.length > 0) throw new Error(`Missing environment variables: ${missing.join(', ')}`);
  for (const name of [...COMMON_ENV, 'AWS_REGION']) text(name);
  for (const name of FLAGS) if (env[name]) flag(name);
  for (const name of ENDPOINTS) if (env[name]) endpoint(name);
  const has = (name: string) => env[name] !== undefined;
  return { text, optional, positive, count, flag, list, imageTypes, url, json, domain, has };

  function malformed(name: string, what: string): never {
    throw new Error(`${name} must be ${what}, not ${JSON.stringify(env[name])}`);
  }
  function text(name: string): string {
    const value = env[name]?.trim();
    return value || malformed(name, 'a text that is not empty');
  }
  function optional(name: string): string | undefined {
    return env[name]?.trim() || undefined;
  }
  function positive(name: string, most = Number.MAX_SAFE_INTEGER): number {
    const value = /^[1-9]\d*$/.test(env[name] ?? '') ? Number(env[name]) : Number.NaN;
    return value <= most ? value : malformed(name, `a whole number from 1 to ${most}`);
  }
  function count(name: string, most: number): number {
    const value = /^(0|[1-9]\d*)$/.test(env[name] ?? '') ? Number(env[name]) : Number.NaN;
    return value <= most ? value : malformed(name, `a whole number from 0 to ${most}`);
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
  function json<Value>(name: string, isValue: (value: unknown) => value is Value, what: string): Value {
    const value = parsed(text(name));
    if (isValue(value)) return value;
    throw new Error(`${name} must be ${what}, not ${text(name).length} characters of something else`);
  }
  function domain(name: string): string {
    const value = env[name] ?? '';
    return /^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(value) ? value : malformed(name, 'a domain name');
  }
  function endpoint(name: string): void {
    // The SDK's clients would ask below a path, and presigned URLs would not.
    if (new URL(url(name)).pathname !== '/') malformed(name, 'a URL without a path');
    if (env.AWS_USE_FIPS_ENDPOINT === 'true') malformed(name, 'absent with AWS_USE_FIPS_ENDPOINT');
  }
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
