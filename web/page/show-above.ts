/**
 * Shows a dialog above all else. What lies behind does not hear of its keys.
 * @param held - nothing but the page closes it: a second Escape would not ask whether it may
 */
export function showAbove(dialog: HTMLDialogElement, held: boolean): void {
  dialog.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (held && event.key === 'Escape') event.preventDefault();
  });
  dialog.addEventListener('cancel', (event) => held && event.preventDefault());
  document.body.append(dialog);
  dialog.showModal();
}
