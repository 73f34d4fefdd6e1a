/*
 * Ships as a function's index.js. Runs handler.js with the code cache beside it, so that V8 need not parse and compile
 * it again. A cache that is missing, or that another V8 made, costs nothing but its benefit (docs/adr/0009-code-cache.md).
 */
const { readFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');

// V8 refuses a cache made under other flags, and Lambda starts Node.js with this one.
if (globalThis.gc) require('node:v8').setFlagsFromString('--no-expose-gc');

const filename = join(__dirname, 'handler.js');
const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename, cachedData: readCache() });
if (script.cachedDataRejected) console.info('cachedDataRejected', process.version, process.arch);
script.runInThisContext()(exports, require, module, filename, __dirname);

function readCache() {
  try {
    return readFileSync(join(__dirname, 'handler.cache'));
  } catch {
    return undefined;
  }
}
