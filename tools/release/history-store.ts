import {
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { formatHistory, type History, parseHistory } from './history.ts';

/** The one parameter of a stage that lists its good releases. */
export const parameterOf = (stage: string): string => `/image-intake/${stage}/releases`;

interface Stored {
  text: string;
  /** The parameter's own version; 0 while there is none. */
  version: number;
}

const ATTEMPTS = 5;

/** @throws Error when the parameter holds something else */
export async function readHistory(ssm: SSMClient, stage: string): Promise<History> {
  const { text } = await read(ssm, parameterOf(stage));
  try {
    return parseHistory(text);
  } catch (error) {
    throw new Error(`${parameterOf(stage)} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

/**
 * Changes the history; what cannot be read is begun anew, and SSM keeps the old text as an earlier version of the
 * parameter. One change at a time is the rule, which the concurrency group of the deployments holds; but a rollback from
 * somebody's own machine may come in between. SSM has no conditional put. It numbers the versions, so that a put tells
 * whether it overwrote one that it had not read, and that one can still be read.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
 */
export async function changeHistory(
  ssm: SSMClient,
  stage: string,
  change: (history: History) => History,
): Promise<void> {
  const name = parameterOf(stage);
  let stored = await read(ssm, name);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const text = formatHistory(change(readable(stored.text)));
    if (attempt === 0 && text === stored.text) return;
    const { Version } = await ssm.send(
      new PutParameterCommand({ Name: name, Value: text, Type: 'String', Tier: 'Standard', Overwrite: true }),
    );
    const version = Version!;
    if (version === stored.version + 1) return;
    stored = { text: (await read(ssm, `${name}:${version - 1}`)).text, version };
  }
  throw new Error(`${name} is being changed by others all the time; try again.`);
}

function readable(text: string): History {
  try {
    return parseHistory(text);
  } catch {
    return [];
  }
}

async function read(ssm: SSMClient, name: string): Promise<Stored> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    return { text: Parameter?.Value ?? '', version: Parameter?.Version ?? 0 };
  } catch (error) {
    if (error instanceof ParameterNotFound) return { text: '', version: 0 };
    throw error;
  }
}
