/**
 * Three commands to paste into bash, with nothing but curl and sed: create a record, upload `$IMAGE`, read what was
 * found. They keep the first answer in `$RECORD`.
 */
export function curlLines({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }): string[] {
  return linesFor(`${baseUrl}/metadata`, `-H 'x-api-key: ${apiKey.replaceAll("'", "'\\''")}'`);
}

/** Four commands that do the same as a user whom the laptop's issuer knows, without a browser. */
export function userCurlLines({ baseUrl }: { baseUrl: string }, issuer: string, user: string): string[] {
  return [
    `TOKEN=$(curl -sS '${issuer}/token?user=${user}')`,
    ...linesFor(`${baseUrl}/my/metadata`, '-H "authorization: Bearer $TOKEN"'),
  ];
}

function linesFor(records: string, header: string): string[] {
  const field = (name: string) => `$(sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/' <<<"$RECORD")`;
  // What the contract does not allow in a filename becomes an underscore.
  const filename = `$(basename "$IMAGE" | tr -c 'A-Za-z0-9_.\\n-' _)`;
  return [
    `RECORD=$(curl -sS ${records} ${header} -H 'content-type: application/json' -d "{\\"filename\\":\\"${filename}\\"}"); echo "$RECORD"`,
    `curl -sS -T "$IMAGE" "${field('url')}"`,
    `sleep 1; curl -sS "${records}/${field('id')}" ${header}; echo`,
  ];
}
