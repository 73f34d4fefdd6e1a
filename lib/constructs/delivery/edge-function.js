/* Stands in for the real one. */
var WIDTHS = [];
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by its name.
function handler(event) {
  return WIDTHS.length === 0 ? { statusCode: 403 } : event.request;
}
