import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A command was called in a way that it does not know. */
export class FlagError extends Error {}

/**
 * Runs a command. An error is one line, and exit code 1; a bad flag, by which nothing was done yet, exit code 2.
 */
export async function runCommand(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = error instanceof FlagError ? 2 : 1;
  }
}

/**
 * `parseArgs`, complaining in one sentence: Node.js goes on about positional arguments.
 * @throws FlagError that names the bad flag
 */
export function readFlags<const Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    throw new FlagError(`${sentence}; see --help`);
  }
}

/**
 * For a command without flags.
 * @returns true when help was asked for, and printed
 * @throws FlagError that names what does not belong there
 */
export function askedForHelp(usage: string): boolean {
  const { values } = readFlags({ options: { help: { type: 'boolean', default: false } } });
  if (values.help) console.log(usage);
  return values.help;
}

/** @throws FlagError with one sentence */
export function positiveInteger(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new FlagError(`${flag} takes a whole number above 0.`);
  return value;
}
