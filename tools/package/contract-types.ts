import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { componentSchemas, parametersOf } from '../../contract/openapi/schemas.ts';
import { listQuery } from '../../contract/requests.ts';

/** A type that a file exports. */
export interface NamedType {
  name: string;
  file: string;
}

type Emit = (files: readonly string[]) => Promise<(file: string) => string>;

type Descriptions = Record<string, string | undefined>;

/** Of what an alias stands for, the compiler writes the alias; of what is inferred anew, it writes all of it. */
const WRITTEN_OUT = `
type WrittenOut<T> = T extends object ? (T extends infer O ? { [K in keyof O]: WrittenOut<O[K]> } : never) : T;
declare function of<T>(): WrittenOut<T>;
`;

/**
 * Types of the contract as a declaration that imports nothing: each as the compiler itself infers it, with the descriptions that
 * the OpenAPI document has of its fields.
 * @param emit writes declarations of files
 * @param work a folder for files in between
 */
export async function contractTypes(named: readonly NamedType[], emit: Emit, work: string): Promise<string> {
  const types = [...new Map(named.map((one) => [one.name, one])).values()];
  const probe = join(work, 'probe.ts');
  const lines = types.map(
    ({ name, file }) => `export const ${name} = of<import(${JSON.stringify(file)}).${name}>();`,
  );
  writeFileSync(probe, WRITTEN_OUT + lines.join('\n'));
  const text = (await emit([probe]))(probe);
  const written = new Map(types.map(({ name }) => [name, typeOf(text, name)]));
  const fields = descriptions();
  return types
    .map(({ name }) => declarationOf(name, byName(written, name), fields.get(name) ?? {}))
    .join('\n');
}

/** @throws Error for what the compiler could not infer: it would be `any` */
function typeOf(text: string, name: string): string {
  const begin = `export declare const ${name}: `;
  const declared = text.split(/^(?=export )/m).find((one) => one.startsWith(begin));
  const type = declared?.trim().slice(begin.length, -1);
  if (type !== undefined && !/\bany\b/.test(type)) return type;
  throw new Error(`The contract's ${name} cannot be written out.`);
}

/** A type with the names of the others in place of what they stand for. */
function byName(written: ReadonlyMap<string, string>, name: string): string {
  let type = written.get(name)!;
  // The longest first: it may hold others.
  const others = [...written].sort(([, one], [, two]) => two.length - one.length);
  for (const [other, text] of others)
    for (const indent of other === name || !isObject(text) ? [] : ['', '    ', '        '])
      type = type.replaceAll(text.replaceAll('\n', `\n${indent}`), other);
  return type;
}

function isObject(type: string): boolean {
  return type.startsWith('{') && type.indexOf('\n}') === type.length - 2;
}

function declarationOf(name: string, type: string, descriptions: Descriptions): string {
  const described = type.replaceAll(/^ {4}(\w+)\??: /gm, (line, field: string) => {
    const description = descriptions[field];
    return description === undefined ? line : `    /** ${description} */\n${line}`;
  });
  return isObject(type) ? `export interface ${name} ${described}\n` : `export type ${name} = ${described};\n`;
}

/** Of fields, by the names of their types. */
function descriptions(): Map<string, Descriptions> {
  const all = new Map<string, Descriptions>();
  for (const [name, { properties = {} }] of Object.entries(componentSchemas())) {
    const each = Object.entries(properties).map(([field, one]) => [
      field,
      (one as { description?: string }).description,
    ]);
    all.set(name, Object.fromEntries(each));
  }
  const parameters = parametersOf('query', listQuery, 'ListQuery');
  all.set(
    'ListParameters',
    Object.fromEntries(parameters.map(({ name, description }) => [name, description])),
  );
  return all;
}
