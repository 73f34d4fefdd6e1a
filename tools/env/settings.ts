/** What a program needs to know of an image intake, be it a deployed stage or the local run. */
export interface IntakeSettings {
  stage: string;
  region: string;
  /** With the API's stage, without a slash at its end. */
  baseUrl: string;
  /** The one secret among them. */
  apiKey?: string | undefined;
  /** Of the uploader page, where there is one. */
  pageUrl?: string | undefined;
  /** Who signs the users in, where there are any. */
  issuer?: string | undefined;
  audience?: string | undefined;
  clientId?: string | undefined;
}

/** The names by which programs read them. None begins as bundlers want it of what they hand to browsers. */
const NAMES = {
  stage: 'IMAGE_INTAKE_STAGE',
  region: 'IMAGE_INTAKE_REGION',
  baseUrl: 'IMAGE_INTAKE_BASE_URL',
  apiKey: 'IMAGE_INTAKE_API_KEY',
  pageUrl: 'IMAGE_INTAKE_PAGE_URL',
  issuer: 'IMAGE_INTAKE_ISSUER',
  audience: 'IMAGE_INTAKE_AUDIENCE',
  clientId: 'IMAGE_INTAKE_CLIENT_ID',
} as const satisfies Record<keyof IntakeSettings, string>;

const fields = Object.keys(NAMES) as (keyof IntakeSettings)[];

/** Environment variables by name; what there is not has none. */
export function variablesOf(settings: IntakeSettings): Record<string, string> {
  // One program joins paths to either: API Gateway's own URL ends in a slash, that of the local run in none.
  const given = { ...settings, baseUrl: settings.baseUrl.replace(/\/+$/, '') };
  return Object.fromEntries(fields.flatMap((field) => (given[field] ? [[NAMES[field], given[field]]] : [])));
}

/** Those that everybody may see: for a front end. */
export const publicVariablesOf = (settings: IntakeSettings): Record<string, string> =>
  variablesOf({ ...settings, apiKey: undefined });

/** The opposite of `variablesOf`; what is missing or empty is left out. */
export function settingsOf(variables: NodeJS.Dict<string>): Partial<IntakeSettings> {
  return Object.fromEntries(
    fields.flatMap((field) => (variables[NAMES[field]] ? [[field, variables[NAMES[field]]]] : [])),
  );
}

/** What is the same in quotes and without, to every reader: Docker keeps quotes, bash expands what has none. */
const PLAIN = /^[\w./:@%+,=[\]-]+$/;

/**
 * Lines `NAME=value` that dotenv, Node.js (`--env-file`), Docker (`--env-file`) and bash (`source`) read alike.
 * @throws Error with one sentence for a value that they do not
 */
export function envLines(variables: Record<string, string>): string[] {
  return Object.entries(variables).map(([name, value]) => {
    if (!PLAIN.test(value))
      throw new Error(
        `${name} has a character that not every program reads alike from such a file: letters, digits and . / : @ % + , = - _ [ ] are.`,
      );
    return `${name}=${value}`;
  });
}
