import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

/** How long a secret is kept, ms: so long after a change, both the old one and the new one are in use. */
const KEPT_MS = 300_000;
const MOST_SECRETS = 2;
/** Bytes that the specification allows. */
const [FEWEST_BYTES, MOST_BYTES] = [24, 64];

/** The secret of an endpoint cannot be had. Its message names nothing of what the parameter holds. */
export class SecretUnreadable extends Error {
  override name = 'SecretUnreadable';
}

/** The secrets of the endpoints, from SSM. Needs GetParameter on each, and no key of KMS but SSM's own. */
export class Secrets {
  readonly #ssm: Pick<SSMClient, 'send'>;
  readonly #now: () => number;
  readonly #kept = new Map<string, { secrets: readonly Uint8Array[]; until: number }>();

  constructor(ssm: Pick<SSMClient, 'send'>, now: () => number) {
    this.#ssm = ssm;
    this.#now = now;
  }

  /**
   * One secret; two while it is being rotated.
   * @param parameter its name
   * @throws SecretUnreadable
   */
  async of(parameter: string): Promise<readonly Uint8Array[]> {
    const kept = this.#kept.get(parameter);
    if (kept && this.#now() < kept.until) return kept.secrets;
    const text = await this.#read(parameter, kept !== undefined);
    if (text === undefined) return kept!.secrets;
    const secrets = parseSecrets(text);
    this.#kept.set(parameter, { secrets, until: this.#now() + KEPT_MS });
    return secrets;
  }

  /** @returns undefined when SSM has no answer, and there is another secret to go on with */
  async #read(parameter: string, hasKept: boolean): Promise<string | undefined> {
    try {
      const { Parameter } = await this.#ssm.send(
        new GetParameterCommand({ Name: parameter, WithDecryption: true }),
      );
      return Parameter?.Value ?? '';
    } catch (error) {
      if (hasKept && !isRefusal(error)) return undefined;
      throw new SecretUnreadable(`its secret cannot be read: ${(error as Error).name}`);
    }
  }
}

/** SSM has said no, for as long as nobody changes something: there is none, or the sender may not have it. */
function isRefusal(error: unknown): boolean {
  const { $fault, name } = error as { $fault?: string; name: string };
  return $fault === 'client' && !/Thrott|TooManyRequests/.test(name);
}

/** @throws SecretUnreadable */
export function parseSecrets(text: string): readonly Uint8Array[] {
  const secrets = text
    .trim()
    .split(/\s+/)
    .map((part) => bytesOf(part));
  if (secrets.length > MOST_SECRETS || !secrets.every((bytes) => bytes !== undefined)) {
    throw new SecretUnreadable(
      `its secret is not one or two of whsec_<base64 of ${FEWEST_BYTES} to ${MOST_BYTES} bytes>`,
    );
  }
  return secrets;
}

function bytesOf(text: string): Uint8Array | undefined {
  const [, base64] = /^whsec_([\w+/=]+)$/.exec(text) ?? [];
  if (base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  // Node.js reads whatever it is given; receivers do not.
  const exact = bytes.toString('base64') === base64;
  return exact && bytes.length >= FEWEST_BYTES && bytes.length <= MOST_BYTES ? bytes : undefined;
}
