// CloudFront runs this on every request of a viewer, in its JavaScript runtime 2.0, which knows no imports:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
// edge-code.ts puts the stage's widths in, in pixels and ascending.
const WIDTHS = JSON.parse('WIDTHS_OF_THE_STAGE');

// The path as the viewer sent it, nothing decoded: a record's id, the name of an upload, and a width. Whatever else could
// leave the folder that a signature opens, since the `*` of its policy matches `/` and `..` too.
const PATH = /^(\/i\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[A-Za-z0-9_-]{30}\/)([1-9][0-9]{0,4})$/;

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it.
function handler(event) {
  const request = event.request;
  const parts = PATH.exec(request.uri);
  if (!parts) return refusal();
  request.uri = `${parts[1]}${snapped(Number(parts[2]))}.${takesWebp(request.headers.accept) ? 'webp' : 'jpg'}`;
  return request;
}

// The next width that there is, or the largest.
function snapped(width) {
  const wide = WIDTHS.filter((one) => one >= width);
  return wide.length > 0 ? wide[0] : WIDTHS[WIDTHS.length - 1];
}

// Whoever shows WebP names it: `image/*` is said by browsers that do not. https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
function takesWebp(accept) {
  if (!accept) return false;
  const lines = accept.multiValue ? accept.multiValue.map((one) => one.value) : [accept.value];
  return lines
    .join(',')
    .toLowerCase()
    .split(',')
    .some((range) => {
      const parameters = range.split(';').map((part) => part.trim());
      return parameters[0] === 'image/webp' && !parameters.some((one) => /^q\s*=\s*0(?:\.0*)?$/.test(one));
    });
}

function refusal() {
  return {
    statusCode: 403,
    statusDescription: 'Forbidden',
    headers: {
      'content-type': { value: 'application/json' },
      'cache-control': { value: 'public, max-age=60' },
    },
    body: JSON.stringify({
      message: 'No image has this address: it is /i/{id}/{upload}/{width}, exactly so.',
    }),
  };
}
