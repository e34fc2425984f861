export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const key = 'etabli.theme'

/** Light, dark, or as the device says. */
class CurrentTheme {
  #value = $state<Theme>(themes.find((theme) => theme === localStorage.getItem(key)) ?? 'auto')

  get current(): Theme {
    return this.#value
  }

  set(value: Theme): void {
    this.#value = value
    localStorage.setItem(key, value)
    show(value)
  }
}

function show(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export const theme = new CurrentTheme()
show(theme.current)
