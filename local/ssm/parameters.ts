import { randomBytes } from 'node:crypto';
import type { ServiceCall } from '../calls.ts';
import type { Faults } from '../faults.ts';
import type { Identities } from '../iam/identities.ts';
import { type ApiAnswer, refusal, success } from '../json-api/answers.ts';
import { serveJsonApi } from '../json-api/serve.ts';

/** The parameters of a run; each is a SecureString. They may be changed while it goes on. */
export interface Parameters {
  set(name: string, value: string): void;
  /** Nothing, where there is none. */
  remove(name: string): void;
}

export interface ParameterOptions {
  region: string;
  accountId: string;
  identities: Identities;
  /** Values by name. */
  parameters?: Record<string, string> | undefined;
  onCall?: ((call: ServiceCall) => void) | undefined;
  fault?: Faults['ssm'];
}

interface Parameter {
  value: string;
  version: number;
  /** Epoch ms. */
  modified: number;
}

const NAMESPACE = 'com.amazonaws.ssm#';
/** Names of one call of GetParameters. */
const MOST = 10;

/**
 * The Parameter Store of SSM, read by GetParameter and GetParameters.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export async function startParameters(
  options: ParameterOptions,
): Promise<{ endpoint: string; parameters: Parameters; close(): Promise<void> }> {
  const { region, accountId, identities, onCall, fault } = options;
  const stored = new Map<string, Parameter>();
  const prefix = `arn:aws:ssm:${region}:${accountId}:parameter/`;
  const parameters: Parameters = {
    set(name, value) {
      stored.set(name, { value, version: (stored.get(name)?.version ?? 0) + 1, modified: Date.now() });
    },
    remove: (name) => void stored.delete(name),
  };
  for (const [name, value] of Object.entries(options.parameters ?? {})) parameters.set(name, value);

  const arnOf = (name: string) => (name.startsWith('arn:') ? name : prefix + name.replace(/^\//, ''));
  /** A parameter by its name or ARN, as AWS tells it. */
  const describe = (name: string, decrypted: boolean) => {
    const inner = name.slice(prefix.length);
    // An ARN does not tell whether the name begins with a slash.
    const names = name.startsWith(prefix) ? [inner, `/${inner}`] : [name];
    const found = names.find((one) => stored.has(one));
    if (found === undefined) return undefined;
    const { value, version, modified } = stored.get(found)!;
    return {
      Name: found,
      Type: 'SecureString',
      // Whoever forgets to ask for it gets what is of no use.
      Value: decrypted ? value : randomBytes(120).toString('base64'),
      Version: version,
      LastModifiedDate: modified / 1000,
      ARN: arnOf(found),
      DataType: 'text',
    };
  };

  const front = await serveJsonApi({
    service: 'ssm',
    namespace: NAMESPACE,
    maxBytes: 1024 * 1024,
    identities,
    onCall,
    fault,
    accesses: (operation, input) => {
      const action = `ssm:${operation}`;
      const names = namesOf(operation, input) ?? [];
      return names.length === 0
        ? [{ action, resource: '*' }]
        : names.map((name) => ({ action, resource: arnOf(name) }));
    },
    async answer({ operation, input }) {
      return { answer: answer(operation, input) };
    },
  });

  function answer(operation: string, input: Record<string, unknown>): ApiAnswer {
    if (operation !== 'GetParameter' && operation !== 'GetParameters') {
      const message = `The local run does not know ${operation}.`;
      return refusal('com.amazon.coral.service#UnknownOperationException', message);
    }
    const names = namesOf(operation, input);
    if (!names) return refusal(`${NAMESPACE}ValidationException`, `${operation} takes 1 to ${MOST} names.`);
    const selected = names.find((name) => name.replace(/^arn:.*:parameter/, '').includes(':'));
    if (selected !== undefined) {
      const message = `The local run knows no versions and labels of parameters, as ${selected} has one.`;
      return refusal(`${NAMESPACE}ValidationException`, message);
    }
    const found = names.map((name) => describe(name, input.WithDecryption === true));
    if (operation === 'GetParameters') {
      return success({
        Parameters: found.filter((parameter) => parameter !== undefined),
        InvalidParameters: names.filter((_, index) => !found[index]),
      });
    }
    if (!found[0]) return refusal(`${NAMESPACE}ParameterNotFound`, `Parameter ${names[0]} not found.`);
    return success({ Parameter: found[0] });
  }

  return { ...front, parameters };
}

/** The names that a call asks for; undefined when it asks as none may. */
function namesOf(operation: string, { Name, Names }: Record<string, unknown>): string[] | undefined {
  const names: unknown = operation === 'GetParameters' ? Names : [Name];
  if (!Array.isArray(names) || names.length === 0 || names.length > MOST) return undefined;
  return names.every((name): name is string => typeof name === 'string' && name !== '') ? names : undefined;
}
