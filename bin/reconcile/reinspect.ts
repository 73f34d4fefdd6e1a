import { isImageType } from '../../contract/image-types.ts';
import type { ReinspectRequest } from '../../lambdas/reconciler/requests.ts';
import { FlagError, positiveInteger, readFlags, runCommand } from '../../tools/flags.ts';
import { drawLine } from '../../tools/progress-bar.ts';
import { placeFile } from '../../tools/reconcile/place-file.ts';
import { type Place, reinspect } from '../../tools/reconcile/reinspect.ts';
import {
  INTERRUPTED,
  interruption,
  TARGET_FLAGS,
  TARGET_USAGE,
  targetOf,
} from '../../tools/reconcile/target.ts';

const USAGE = `Usage: npm run reinspect -- --stage STAGE | --base-url URL --where FIELD=VALUE … | --all [options]

Has the inspector look once more at the images of records, when its readers got better. What it finds anew is written, if the record
has the same image still; an image that it would refuse by now stays as it is. Interrupted, it goes on where it was when it is
started again.

  --where F=VALUE  records whose image is such: contentType=image/heic, userId=ann; several must all be so
  --all            all records with an image
${TARGET_USAGE}
  --rate N         images a second on average, those of ten seconds at once (default: 50)
  --place FILE     remembers how far it is, for a day (default: .reinspect-STAGE.json)
  --anew           from the beginning, whatever FILE says
  --help           this text

Exits with 0 when all were sent to the inspector, 1 when it fails, 2 for a bad flag, and 130 when it was interrupted.`;

/** `npm run reinspect`: sends records through the inspector once more. */
await runCommand(async () => {
  const { values } = readFlags({
    options: {
      ...TARGET_FLAGS,
      where: { type: 'string', multiple: true },
      all: { type: 'boolean', default: false },
      rate: { type: 'string', default: '50' },
      place: { type: 'string' },
      anew: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  if ((values.where !== undefined) === values.all) throw new FlagError(USAGE);
  const where = whereOf(values.where ?? []);
  const perSecond = positiveInteger('--rate', values.rate);
  const target = targetOf(values, USAGE);
  const file = placeFile(values.place ?? `.reinspect-${target.name}.json`, { ...where, of: target.id });
  const from = values.anew ? undefined : file.read();
  const invoke = await target.find();
  const signal = interruption();
  const { stderr } = process;
  if (from) console.error(`Going on after ${from.records} records.`);
  try {
    const onPage = (place: Place) => {
      file.write(place);
      drawLine(stderr, textOf(place));
    };
    const end = await reinspect(invoke, { where, from, perSecond, signal, onPage });
    file.remove();
    if (stderr.isTTY) stderr.write('\n');
    console.log(`${textOf(end)}. The inspector's log tells what it found ("Rechecked").`);
  } catch (error) {
    if (!signal.aborted) throw error;
    console.error('\nInterrupted: start it again to go on.');
    process.exitCode = INTERRUPTED;
  }
});

function textOf({ records, asked }: Place): string {
  return `${records} records read, ${asked} images to inspect`;
}

function whereOf(terms: readonly string[]): ReinspectRequest['where'] {
  const where: ReinspectRequest['where'] = {};
  for (const term of terms) {
    const [, field, value = ''] = /^(contentType|userId)=(.+)$/s.exec(term) ?? [];
    if (field === undefined)
      throw new FlagError('--where takes contentType=TYPE or userId=ID, such as contentType=image/heic.');
    if (field === 'contentType' && !isImageType(value))
      throw new FlagError(`--where: ${value} is no type of images that the service knows.`);
    if (where[field as keyof typeof where] !== undefined)
      throw new FlagError(`--where takes ${field} once: no image is of two.`);
    where[field as keyof typeof where] = value;
  }
  return where;
}
