import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionSource } from '../../../lib/constructs/bundling/write-function.ts';

/** What a function of an assembly is made of. */
export interface DeclaredSource extends Pick<FunctionSource, 'name' | 'entries'> {
  /** Of the function in its template. */
  logicalId: string;
  /** Packages with native parts, which lie in its own `node_modules`. */
  native: readonly string[];
}

const FILE = 'functions.json';

/** Writes it beside the templates. */
export const writeSources = (assembly: string, sources: readonly DeclaredSource[]): void =>
  writeFileSync(join(assembly, FILE), JSON.stringify(sources));

export const readSources = (assembly: string): DeclaredSource[] =>
  JSON.parse(readFileSync(join(assembly, FILE), 'utf8')) as DeclaredSource[];
