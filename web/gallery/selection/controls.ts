import { isCovered, isTyping } from '../../page/covered.ts';
import type { Gallery } from '../gallery.ts';
import { neighbour } from './neighbour.ts';
import type { Selection } from './selection.ts';

const LONG_PRESS_MS = 500;
/** A finger that moves further scrolls. CSS pixels. */
const STILL = 10;

export interface ControlOptions {
  list: HTMLElement;
  gallery: Gallery;
  selection: Selection;
  open: (id: string) => void;
}

/** Opening and selecting by mouse, finger and keys. */
export function connectControls({ list, gallery, selection, open }: ControlOptions): void {
  const idAt = (target: EventTarget | null) =>
    (target as Element | null)?.closest<HTMLElement>('.cell')?.dataset.id;
  const pressed = longPress(list, (target) => {
    const id = idAt(target);
    if (id) selection.toggle(id);
  });

  list.addEventListener('click', (event) => {
    const id = idAt(event.target);
    if (id === undefined || pressed.justNow()) return;
    const { target, shiftKey, ctrlKey, metaKey, detail } = event;
    gallery.setCurrent(id);
    if (shiftKey) selection.extend(id, gallery.ids());
    // To a key, and to assistive technology, a click is opening: they have the check mark.
    else if (target instanceof HTMLInputElement || ctrlKey || metaKey || (selection.isOn() && detail > 0))
      selection.toggle(id);
    else if ((target as Element).closest('button, .columns')) open(id);
  });

  list.addEventListener('keydown', (event) => {
    const { target, key, shiftKey, ctrlKey, metaKey, altKey } = event;
    const id = idAt(target);
    if (id === undefined || altKey || ctrlKey || metaKey) return;
    if (key === ' ' && target instanceof HTMLButtonElement) {
      event.preventDefault();
      if (shiftKey) selection.extend(id, gallery.ids());
      else selection.toggle(id);
      return;
    }
    const ids = gallery.ids();
    const boxes = ids.map((each) => gallery.cellOf(each)!.getBoundingClientRect());
    const at = neighbour(boxes, ids.indexOf(id), key);
    if (at === undefined) return;
    event.preventDefault();
    if (shiftKey && !selection.has(id)) selection.set(id, true);
    if (shiftKey) selection.extend(ids[at]!, ids);
    gallery.focus(ids[at]);
  });
  // A button is pressed when its space bar is let go.
  list.addEventListener('keyup', (event) => {
    if (event.key === ' ' && event.target instanceof HTMLButtonElement) event.preventDefault();
  });

  document.addEventListener('keydown', (event) => {
    const { target, key, ctrlKey, metaKey } = event;
    if (isTyping(target) || isCovered()) return;
    if (key === 'Escape') selection.clear();
    if (key.toLowerCase() !== 'a' || !(ctrlKey || metaKey)) return;
    event.preventDefault();
    selection.add(gallery.ids());
  });
}

/** A finger that stays where it is. The click that follows is none. */
function longPress(list: HTMLElement, onPress: (target: EventTarget | null) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start = { x: 0, y: 0 };
  let pressed = false;
  const end = () => clearTimeout(timer);
  list.addEventListener('pointerdown', ({ pointerType, isPrimary, target, clientX, clientY }) => {
    end();
    pressed = false;
    if (pointerType !== 'touch' || !isPrimary) return;
    start = { x: clientX, y: clientY };
    timer = setTimeout(() => {
      pressed = true;
      onPress(target);
    }, LONG_PRESS_MS);
  });
  list.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (Math.hypot(clientX - start.x, clientY - start.y) > STILL) end();
  });
  for (const event of ['pointerup', 'pointercancel', 'pointerleave']) list.addEventListener(event, end);
  list.addEventListener('contextmenu', (event) => {
    const byFinger = (event as PointerEvent).pointerType === 'touch';
    if (byFinger || pressed) event.preventDefault();
  });
  return {
    justNow: () => {
      const was = pressed;
      pressed = false;
      return was;
    },
  };
}
