const { IMAGE_INTAKE_BASE_URL: baseUrl, IMAGE_INTAKE_API_KEY: apiKey = '' } = process.env;

interface Photo {
  id: string;
  status: 'pending' | 'ready' | 'rejected';
  width?: number;
  height?: number;
}

/** Stores a photo, and waits for what was found in it. */
export async function storePhoto(filename: string, bytes: Uint8Array<ArrayBuffer>): Promise<Photo> {
  const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' };
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`${baseUrl}/metadata${path}`, { headers, ...init });
    return (await answer.json()) as { metadata: Photo; preSignedUrl: { url: string } };
  };
  let {
    metadata: photo,
    preSignedUrl: { url },
  } = await ask('', { method: 'POST', body: JSON.stringify({ filename }) });
  await fetch(url, { method: 'PUT', body: bytes });
  while (photo.status === 'pending') {
    await new Promise((resolve) => setTimeout(resolve, 100));
    photo = (await ask(`/${photo.id}`)).metadata;
  }
  return photo;
}
