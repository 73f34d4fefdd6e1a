import type { DisplayedImage } from '../../../lambdas/image-inspector/verdict.ts';
import { join } from '../craft-bytes.ts';
import { box, clap, ftyp, fullBox, imir, irot, ispe, meta, pixi } from '../craft-heif.ts';
import { moov, movie, type TrackOptions, track } from '../craft-track.ts';
import { type Specimen, turned } from '../specimen.ts';

const still: DisplayedImage = { contentType: 'image/avif', width: 300, height: 200, animated: false };
const moving: DisplayedImage = { ...still, animated: true };
const item = { primary: 1, items: [{ id: 1, type: 'av01', properties: [1] }], properties: [ispe(30, 20)] };
const cropped = { width: 50, height: 100, storedWidth: 300, storedHeight: 200 };
const configuration = fullBox('av1C', 0, 0);

const sequence = (title: string, image: DisplayedImage, ...boxes: Buffer[]): Specimen => ({
  title: `an AVIF sequence ${title}`,
  extension: 'avif',
  bytes: join(ftyp('avis', 'avif', 'msf1', 'miaf'), ...boxes),
  image,
});
const transformed = (title: string, image: Partial<DisplayedImage>, options: TrackOptions): Specimen =>
  sequence(title, { ...moving, ...image }, moov(300, 200, options));
/** Tracks ahead of the one that is shown. */
const behind = (title: string, ...tracks: Buffer[]): Specimen =>
  sequence(`behind ${title}`, moving, movie(...tracks, track(300, 200)));
const hevc = (
  brands: [string, ...string[]],
  image: Partial<DisplayedImage>,
  ...boxes: Buffer[]
): Specimen => ({
  title: `a HEIC of major brand ${brands[0]} with track and item`,
  extension: 'heic',
  bytes: join(ftyp(...brands), ...boxes),
  image: { ...moving, contentType: 'image/heic', ...image },
});
const both = (brands: [string, ...string[]], image: Partial<DisplayedImage>): Specimen => ({
  title: `an AVIF of brands ${brands.join()} with track and item`,
  extension: 'avif',
  bytes: join(ftyp(...brands), meta(item), moov(300, 200)),
  image: { ...moving, ...image },
});
const hevcItem = meta({ ...item, items: [{ id: 1, type: 'hvc1', properties: [1] }] });
const hevcTrack = moov(300, 200, { codec: 'hvc1' });
const itemShown = { width: 30, height: 20, animated: false };

export const sequences: Specimen[] = [
  sequence('of one track', moving, box('free', Buffer.alloc(5000)), moov(300, 200)),
  sequence('beside an item of another size', moving, meta(item), moov(300, 200)),
  transformed('of 64-bit times', {}, { long: true }),
  ...[1, 3].map((quarters) =>
    transformed(`turned by ${quarters} quarters`, turned, { properties: [configuration, irot(quarters)] }),
  ),
  ...[0, 2].map((quarters) =>
    transformed(`turned by ${quarters} quarters`, {}, { properties: [irot(quarters), configuration] }),
  ),
  transformed('cropped', { ...cropped, width: 100, height: 50 }, { properties: [clap([100, 1], [50, 1])] }),
  ...[
    [clap([100, 1], [50, 1]), irot(3), imir(0)],
    [imir(1), irot(1), pixi(), clap([100, 1], [50, 1])],
    [irot(1), clap([300, 3], [100, 2]), configuration],
  ].map((properties, i) => transformed(`cropped, then turned, ${i}`, cropped, { properties })),
  transformed('mirrored', {}, { properties: [imir(0)] }),
  transformed('with a crop beyond its sides', {}, { properties: [clap([301, 1], [0, 1])] }),
  transformed('turned in its sample entry and in its header', turned, {
    turned: true,
    properties: [irot(1)],
  }),
  behind('one of sound', track(0, 0, { kind: 'soun', codec: 'mp4a' })),
  behind('its alpha', track(30, 20, { kind: 'auxv', reference: 'auxl' })),
  behind('its alpha as older writers have it', track(30, 20, { reference: 'auxl' })),
  behind('its thumbnails', track(30, 20, { reference: 'thmb' })),
  behind('a disabled one', track(30, 20, { enabled: false })),
  behind(
    'all of them',
    track(30, 20, { enabled: false, reference: 'thmb' }),
    track(30, 20, { reference: 'auxl' }),
    track(30, 20, { enabled: false }),
  ),
  sequence(
    'ahead of others',
    moving,
    movie(track(300, 200), track(30, 20, { reference: 'thmb' }), track(9, 9)),
  ),
  sequence('of disabled tracks only', moving, moov(300, 200, { enabled: false })),
  {
    title: 'a HEIC sequence that is turned by its header',
    extension: 'heic',
    bytes: join(ftyp('hevc', 'heic'), moov(300, 200, { codec: 'hvc1', turned: true, kind: 'vide' })),
    image: { ...moving, contentType: 'image/heic', ...turned },
  },
  hevc(['hevc', 'mif1'], {}, hevcItem, hevcTrack),
  hevc(['msf1', 'hevc', 'mif1', 'heic'], {}, hevcItem, hevcTrack),
  hevc(['heic', 'mif1', 'msf1', 'hevc'], itemShown, hevcItem, hevcTrack),
  hevc(['mif1', 'heic', 'msf1', 'hevc'], itemShown, hevcItem, hevcTrack),
  both(['avif', 'avis', 'msf1'], itemShown),
  both(['mif1', 'avif', 'avis'], {}),
  both(['miaf', 'avis'], {}),
  both(['msf1', 'avis', 'mif1'], {}),
  both(['mif1', 'avif'], itemShown),
  {
    title: 'a HEIF of major brand msf1 with nothing but an item',
    extension: 'avif',
    bytes: join(ftyp('msf1', 'avif'), meta(item)),
    image: { ...still, width: 30, height: 20 },
  },
];
