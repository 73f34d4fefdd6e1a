// After `npm ci`: deletes what packages bring along and nothing here reads. For any Node.js.
const { existsSync, readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');

const modules = join(__dirname, '../../node_modules');

// Where the package `node` has its program from, a link meanwhile; the rest is headers, to build native modules with: 67 MB.
rmSync(join(modules, 'node/node_modules'), { recursive: true, force: true });

// Swagger UI once more, for other loaders, and its source maps: 10 MB.
const swagger = join(modules, 'swagger-ui-dist');
for (const name of existsSync(swagger) ? readdirSync(swagger) : [])
  if (/\.map$|^swagger-ui(-es-.+|-standalone-.+)?\.js$/.test(name)) rmSync(join(swagger, name));
