/*
 * node make.cjs <handler.js> <handler.cache>: compiles a bundle with every function in it, also those that V8 would
 * leave until their first call, and writes what V8 made of it.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

const [, , bundle, cache] = process.argv;
setFlagsFromString('--no-lazy');
const script = new Script(wrap(readFileSync(bundle, 'utf8')), { filename: 'handler.js' });
// V8 compares flags when it takes the cache, so that they must be the usual ones again.
setFlagsFromString('--lazy');
writeFileSync(cache, script.createCachedData());
