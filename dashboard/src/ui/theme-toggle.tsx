import { Monitor, Moon, Sun } from 'lucide-react';
import { chooseTheme, useTheme, type Theme } from './theme';
import { Button } from './button';

const next: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const icons = { system: Monitor, light: Sun, dark: Moon };

export function ThemeToggle() {
  const { theme } = useTheme();
  const Icon = icons[theme];
  const label = `Theme: ${theme}. Switch to ${next[theme]}`;
  return <Button variant="ghost" size="icon" aria-label={label} title={label} onClick={() => chooseTheme(next[theme])}><Icon aria-hidden="true" /></Button>;
}
