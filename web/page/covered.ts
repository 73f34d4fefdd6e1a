const DIALOGS = ['dialog[open]', '.uppy-Dashboard:not([aria-hidden=true])'];

/** Whether a dialog, the picker among them, lies over everything else: keys are for it alone. */
export function isDialogOpen(): boolean {
  return document.querySelector(DIALOGS.join()) !== null;
}

/** Whether anything lies over the gallery, the viewer too. */
export function isCovered(): boolean {
  return isDialogOpen() || document.querySelector('.pswp') !== null;
}

/** Whether a key goes into a text or a choice: then it is no shortcut. */
export function isTyping(target: EventTarget | null): boolean {
  const field = 'input:not([type=checkbox]), textarea, select';
  return Boolean((target as Partial<Element> | null)?.closest?.(field));
}
