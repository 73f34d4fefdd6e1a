import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type FunctionSource, writeFunction } from './write-function.ts';

const lambdas = fileURLToPath(new URL('../../../lambdas/', import.meta.url));

/** The code of a function, bundled when the stack that it is in is synthesized. Handler: `index.handler`. */
export function functionCode(source: FunctionSource): Code {
  return Code.fromAsset(join(lambdas, source.name), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked: bundling here always succeeds or throws.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(folder) {
          writeFunction(source, folder);
          return true;
        },
      },
    },
  });
}
