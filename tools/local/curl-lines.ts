/**
 * Three commands to paste into bash, with nothing but curl and sed: create a record, upload `$IMAGE`, read what was
 * found. They keep the first answer in `$RECORD`.
 */
export function curlLines({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }): string[] {
  const key = `-H 'x-api-key: ${apiKey.replaceAll("'", "'\\''")}'`;
  const field = (name: string) => `$(sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/' <<<"$RECORD")`;
  // What the contract does not allow in a filename becomes an underscore.
  const filename = `$(basename "$IMAGE" | tr -c 'A-Za-z0-9_.\\n-' _)`;
  return [
    `RECORD=$(curl -sS ${baseUrl}/metadata ${key} -H 'content-type: application/json' -d "{\\"filename\\":\\"${filename}\\"}"); echo "$RECORD"`,
    `curl -sS -T "$IMAGE" "${field('url')}"`,
    `sleep 1; curl -sS "${baseUrl}/metadata/${field('id')}" ${key}; echo`,
  ];
}
