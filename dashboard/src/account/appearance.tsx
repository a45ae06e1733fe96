import { Card, CardBody, CardHeader } from '@/ui/card';
import { chooseTheme, useTheme, type Theme } from '@/ui/theme';
import { cn } from '@/ui/cn';

const themes: [Theme, string][] = [['system', 'System'], ['light', 'Light'], ['dark', 'Dark']];

export function Appearance() {
  const { theme } = useTheme();
  return (
    <Card>
      <CardHeader title="Appearance" />
      <CardBody>
        <div role="radiogroup" aria-label="Theme" className="flex w-fit flex-wrap gap-0.5 rounded-lg bg-sunken p-0.5">
          {themes.map(([value, label]) => (
            <label key={value} className={cn('cursor-pointer rounded-md px-3 py-1.5 text-[0.8125rem] font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent', theme === value ? 'bg-surface text-ink shadow-card' : 'text-soft hover:text-ink')}>
              <input type="radio" name="theme" value={value} checked={theme === value} onChange={() => chooseTheme(value)} className="sr-only" />
              {label}
            </label>
          ))}
        </div>
      </CardBody>
    </Card>
  );
}
