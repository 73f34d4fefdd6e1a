/**
 * What the issuer of the users says in the page's address when it sends the person back: a code, or an error. It is taken off
 * the address, and out of the history, at once.
 */
export function takeCallback(): URLSearchParams | undefined {
  const given = new URLSearchParams(location.search);
  if (!given.has('code') && !given.has('error')) return undefined;
  history.replaceState(null, '', location.pathname + location.hash);
  return given;
}
