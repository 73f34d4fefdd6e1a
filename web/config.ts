/** What a deployment tells its page, in `config.json` beside it. */
export interface PageConfig {
  /** The API's base URL with its stage; relative to the page where both have one origin. */
  apiBaseUrl: string;
  /** Bytes; larger images are refused. */
  maxUploadBytes: number;
  /** Media types that the stage accepts. */
  allowedTypes: string[];
  /** Who signs the users of the stage in; without, the page asks for the API key. */
  users?: UsersConfig;
}

/** How the page signs users in. */
export interface UsersConfig {
  issuer: string;
  clientId: string;
  scopes: string[];
  /** Further parameters of the authorization request. */
  parameters: Record<string, string>;
}

/**
 * Reads `config.json`.
 * @throws Error that says what is wrong with it.
 */
export async function loadConfig(): Promise<PageConfig> {
  const response = await fetch('config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`config.json cannot be read (${response.status}).`);
  return readConfig(await response.json(), location.href);
}

/** Checks a configuration, and makes its URL absolute. */
export function readConfig(value: unknown, pageUrl: string): PageConfig {
  const { apiBaseUrl, maxUploadBytes, allowedTypes, users } = Object(value) as Partial<PageConfig>;
  const url = typeof apiBaseUrl === 'string' && parseUrl(apiBaseUrl, pageUrl);
  if (!url) throw new Error('config.json needs apiBaseUrl, a URL.');
  if (!Number.isSafeInteger(maxUploadBytes) || maxUploadBytes! < 1) {
    throw new Error('config.json needs maxUploadBytes, a number of bytes.');
  }
  if (!Array.isArray(allowedTypes) || allowedTypes.length === 0) {
    throw new Error('config.json needs allowedTypes, a list of media types.');
  }
  return {
    apiBaseUrl: url.href,
    maxUploadBytes: maxUploadBytes!,
    allowedTypes: allowedTypes.map(String),
    ...(users !== undefined && { users: readUsers(users) }),
  };
}

/** `localhost` is no loopback address, but a name. */
const ON_THIS_MACHINE = /^http:\/\/(?:127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:\/|$)/;

function readUsers(value: unknown): UsersConfig {
  const { issuer, clientId, scopes, parameters = {} } = Object(value) as Partial<UsersConfig>;
  const isSecure = (url: string) => url.startsWith('https://') || ON_THIS_MACHINE.test(url);
  if (typeof issuer !== 'string' || !parseUrl(issuer) || !isSecure(issuer)) {
    throw new Error('config.json needs users.issuer, an https URL.');
  }
  if (typeof clientId !== 'string' || clientId === '') {
    throw new Error('config.json needs users.clientId, the id of a client.');
  }
  if (!Array.isArray(scopes) || !scopes.includes('openid')) {
    throw new Error('config.json needs users.scopes, a list with "openid".');
  }
  if (Object.values(Object(parameters)).some((each) => typeof each !== 'string')) {
    throw new Error('config.json needs users.parameters with texts alone.');
  }
  return { issuer, clientId, scopes: scopes.map(String), parameters: { ...parameters } };
}

/** `URL.canParse` came late: Safari 17. */
function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
