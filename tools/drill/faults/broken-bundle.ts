import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionSettings } from '../../../local/lambda/function-settings.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import type { BrokenBundle } from './fault.ts';

/** Bundles around bundles, in a temporary folder. */
export interface BrokenBundles {
  /** A version of the function that breaks once the fault has begun. */
  of(settings: FunctionSettings, bundle: BrokenBundle): FunctionSettings;
  begin(): void;
  remove(): void;
}

export function brokenBundles(): BrokenBundles {
  const folder = temporaryFolder();
  // Functions run in threads of their own; a file tells them all.
  const begun = join(folder, 'begun');
  return {
    of(settings, { code, memoryMb = settings.memoryMb }) {
      const own = join(folder, `${settings.name}-${settings.version}`);
      mkdirSync(own);
      const modules = join(settings.code, 'node_modules');
      if (existsSync(modules)) symlinkSync(modules, join(own, 'node_modules'));
      const dot = settings.handler.lastIndexOf('.');
      const [file, name] = [settings.handler.slice(0, dot), settings.handler.slice(dot + 1)];
      writeFileSync(
        join(own, `${file}.js`),
        `const { existsSync } = require('node:fs');
const original = (event, context) => require(${JSON.stringify(join(settings.code, file))})[${JSON.stringify(name)}](event, context);
const broken = async (event, context) => {
  ${code}
  return original(event, context);
};
exports[${JSON.stringify(name)}] = (event, context) =>
  (existsSync(${JSON.stringify(begun)}) ? broken : original)(event, context);
`,
      );
      return { ...settings, code: own, memoryMb };
    },
    begin: () => writeFileSync(begun, ''),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
