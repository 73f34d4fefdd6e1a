import { createClient } from '@image-intake/client';
import { createUploadRoute } from '@image-intake/client/server';

/** A worker of somebody's own: a route for its people, and an image that it uploads itself. */
export default {
  async fetch(request: Request, { INTAKE_URL, INTAKE_KEY }: Record<'INTAKE_URL' | 'INTAKE_KEY', string>) {
    const client = createClient({ baseUrl: INTAKE_URL, apiKey: INTAKE_KEY });
    if (new URL(request.url).pathname === '/copy') {
      const { metadata } = await client.upload(await request.arrayBuffer(), { filename: 'copy.jpg' });
      return Response.json(metadata);
    }
    return createUploadRoute({ client, authorize: () => ({ userId: 'ann' }) })(request);
  },
};
