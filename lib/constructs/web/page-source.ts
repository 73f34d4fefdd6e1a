import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { pageBuild, ROOT } from './page-build.ts';

/** The page as an asset, built when the stack that it is in is synthesized. @throws Error when it does not build */
export function pageSource(): ISource {
  return Source.asset(join(ROOT, 'web'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked: building here always succeeds or throws.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(folder) {
          const [program, flags] = pageBuild(folder);
          execFileSync(program, flags, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
          return true;
        },
      },
    },
  });
}
