const key = 'etabli.shortcuts'

/** Single-letter shortcuts can be switched off: speech input and shaky hands press letters by accident. */
class Shortcuts {
  on = $state(localStorage.getItem(key) !== 'off')

  set(on: boolean): void {
    this.on = on
    localStorage.setItem(key, on ? 'on' : 'off')
  }
}

export const shortcuts = new Shortcuts()

/** The key that was pressed, unless it goes to a field, a dialog or the browser. */
export function letterOf(event: KeyboardEvent): string | undefined {
  if (!shortcuts.on && event.key !== '?') return undefined
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return undefined
  const target = event.target instanceof Element ? event.target : undefined
  if (target?.closest('input:not([type=radio], [type=checkbox]), textarea, select, dialog')) return undefined
  return event.key.toLowerCase()
}
