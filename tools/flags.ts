import { type ParseArgsConfig, parseArgs } from 'node:util';

/**
 * `parseArgs`, complaining in one sentence: Node.js goes on about positional arguments.
 * @throws Error that names the bad flag
 */
export function readFlags<const Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    throw new Error(`${sentence}; see --help`);
  }
}

/**
 * For a command without flags.
 * @returns true when help was asked for, and printed
 * @throws Error that names what does not belong there
 */
export function askedForHelp(usage: string): boolean {
  const { values } = readFlags({ options: { help: { type: 'boolean', default: false } } });
  if (values.help) console.log(usage);
  return values.help;
}

/** @throws Error with one sentence */
export function positiveInteger(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${flag} takes a whole number above 0.`);
  return value;
}
