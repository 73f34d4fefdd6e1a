import { checkPackage } from '../../tools/package/check-package.ts';

/** `npm run check:package` */
checkPackage((line) => console.log(line)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
