import { buildClient } from '../../tools/package/build-client.ts';

/** `npm run build:client` */
await buildClient();
