import { BlockList, isIP } from 'node:net';
import { matches } from '../../iam/patterns.ts';

/** Who asks, and when. */
export interface Viewer {
  ip: string;
  /** Epoch ms. */
  now: number;
}

type Fields = Record<string, unknown>;
type Test = (viewer: Viewer) => boolean;

/** What a condition asks for, by its only operand; undefined for one that cannot be. */
const CONDITIONS: Readonly<Record<string, (condition: Fields) => Test | undefined>> = {
  DateLessThan: (condition) => atTime(condition, (seconds, now) => now < seconds * 1000),
  DateGreaterThan: (condition) => atTime(condition, (seconds, now) => now > seconds * 1000),
  IpAddress: fromNetwork,
};

/**
 * Reads a custom policy: what it opens, until when, and for whom.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-custom-policy.html
 * @returns whether it opens a URL to a viewer; undefined for a policy that is not one
 */
export function readPolicy(json: string): ((url: string, viewer: Viewer) => boolean) | undefined {
  const statements = only(parsed(json), 'Statement')?.Statement;
  const [statement] = Array.isArray(statements) && statements.length === 1 ? statements : [];
  const { Resource, Condition } = only(statement, 'Resource', 'Condition') ?? {};
  const conditions = only(Condition, ...Object.keys(CONDITIONS));
  if (typeof Resource !== 'string' || !conditions?.DateLessThan) return undefined;
  const tests = Object.entries(conditions).map(([name, condition]) =>
    isFields(condition) ? CONDITIONS[name]!(condition) : undefined,
  );
  if (tests.includes(undefined)) return undefined;
  return (url, viewer) => matches(Resource, url) && tests.every((test) => test!(viewer));
}

function atTime(condition: Fields, test: (seconds: number, now: number) => boolean): Test | undefined {
  const seconds = only(condition, 'AWS:EpochTime')?.['AWS:EpochTime'];
  return Number.isSafeInteger(seconds) ? ({ now }) => test(Number(seconds), now) : undefined;
}

/** Of IPv4, an address or a network of addresses. */
function fromNetwork(condition: Fields): Test | undefined {
  const source = only(condition, 'AWS:SourceIp')?.['AWS:SourceIp'];
  const [, address = '', bits = '32'] = /^([\d.]+)(?:\/(\d{1,2}))?$/.exec(String(source)) ?? [];
  if (isIP(address) !== 4 || Number(bits) > 32) return undefined;
  const network = new BlockList();
  network.addSubnet(address, Number(bits));
  return ({ ip }) => network.check(ip.replace(/^::ffff:/, ''));
}

/** The fields of an object that has no other ones; undefined for anything else. */
function only(value: unknown, ...names: string[]): Fields | undefined {
  return isFields(value) && Object.keys(value).every((name) => names.includes(name)) ? value : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
