/** What a deployment tells its page, in `config.json` beside it. */
export interface PageConfig {
  /** The API's base URL with its stage; relative to the page where both have one origin. */
  apiBaseUrl: string;
  /** Bytes; larger images are refused. */
  maxUploadBytes: number;
  /** Media types that the stage accepts. */
  allowedTypes: string[];
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
  const { apiBaseUrl, maxUploadBytes, allowedTypes } = Object(value) as Partial<PageConfig>;
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
  };
}

/** `URL.canParse` came late: Safari 17. */
function parseUrl(text: string, base: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
