import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark' | 'system';

const key = 'webhost.theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** Follows the system's theme as long as none is chosen, and choices made in other tabs. */
export function watchTheme(): void {
  system.addEventListener('change', apply);
  window.addEventListener('storage', (event) => event.key === key && apply());
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(key);
  else localStorage.setItem(key, theme);
  apply();
}

export function useTheme(): { theme: Theme; dark: boolean } {
  const state = useSyncExternalStore(subscribe, () => `${chosen()}|${isDark()}`);
  return { theme: state.split('|')[0] as Theme, dark: state.endsWith('true') };
}

function chosen(): Theme {
  try {
    const stored = localStorage.getItem(key);
    return stored === 'dark' || stored === 'light' ? stored : 'system';
  } catch {
    // Storage may be switched off.
    return 'system';
  }
}

const isDark = (): boolean => (chosen() === 'system' ? system.matches : chosen() === 'dark');

function apply(): void {
  document.documentElement.classList.toggle('dark', isDark());
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
