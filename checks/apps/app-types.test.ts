import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compile } from '../../tools/package/run.ts';
import { appFolder, programs, writeProgram } from './app-programs.ts';

const folder = await appFolder();
afterAll(() => rmSync(folder, { recursive: true }));

describe('an app that checks types by what Next.js has for its own', () => {
  /** https://nextjs.org/docs/app/api-reference/config/typescript: of a new app of Next.js 16. */
  const NEXT = {
    target: 'ES2017',
    lib: ['dom', 'dom.iterable', 'esnext'],
    allowJs: true,
    skipLibCheck: true,
    strict: true,
    noEmit: true,
    esModuleInterop: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    resolveJsonModule: true,
    isolatedModules: true,
    jsx: 'preserve',
  };
  it.each([{}, { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }])(
    'finds nothing wrong, with %j too',
    async (stricter) => {
      const compilerOptions = { ...NEXT, types: ['node'], ...stricter };
      const files = [...programs.keys()].map((path) => writeProgram(folder, path));
      writeFileSync(
        join(folder, 'session.d.ts'),
        'export const userOf: (request: Request) => Promise<string>;',
      );
      writeFileSync(join(folder, 'express.d.ts'), "declare module 'express';");
      const config = { compilerOptions, files: [...files, join(folder, 'express.d.ts')] };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
      await expect(compile(join(folder, 'tsconfig.json'))).resolves.toBe('');
    },
  );
});
