import type { ImageIntakeClient } from '../../../client/client.ts';
import type { Metadata } from '../../../client/types.ts';
import { byId } from '../../dom.ts';
import { tell } from '../../messages.ts';
import { loading } from '../../page/loading.ts';
import type { Gallery } from '../gallery.ts';
import type { Records } from '../records.ts';
import { connectControls } from './controls.ts';
import type { Selection } from './selection.ts';

export interface SelectionOptions {
  client: ImageIntakeClient;
  records: Records;
  gallery: Gallery;
  open: (id: string) => void;
  remove: (records: readonly Metadata[]) => void;
}

/** The selection on the page: its controls, and its bar, which is loaded when something is first selected. */
export function connectSelection(options: SelectionOptions, selection: Selection): { render: () => void } {
  const { client, records, gallery, open, remove } = options;
  const list = byId('gallery');
  const button = byId<HTMLButtonElement>('select');
  let bar: { render: () => void } | undefined;
  const loadBar = loading(() => import('./bar.ts'));
  let isLoading = false;

  const load = async () => {
    isLoading = true;
    try {
      const { createBar } = await loadBar();
      bar = createBar({
        host: byId('selection'),
        client,
        records,
        selection,
        shown: gallery.ids,
        remove,
        onLeft: () => gallery.focus(gallery.current()),
      });
      bar.render();
    } catch {
      isLoading = false;
      tell(
        'What can be done with a selection cannot be loaded. Check the connection and try again.',
        'fault',
      );
    }
  };

  connectControls({ list, gallery, selection, open });
  button.addEventListener('click', () => (selection.isOn() ? selection.clear() : selection.start()));
  return {
    render: () => {
      const on = selection.isOn();
      list.classList.toggle('selecting', on);
      document.body.classList.toggle('with-selection', on);
      button.ariaPressed = String(on);
      gallery.mark();
      if (on && !isLoading) void load();
      bar?.render();
    },
  };
}
