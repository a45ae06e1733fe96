import { useState } from 'react';
import * as Tabs from '@radix-ui/react-tabs';
import { CopyButton } from '@/ui/copy';
import { snippet, type Language } from './snippets';

const languages: Language[] = ['curl', 'TypeScript', 'C#'];

/** The call as code, to copy. */
export function CodeSnippets({ url, prompt, sessionId }: { url: string; prompt: string; sessionId?: string | undefined }) {
  const [language, setLanguage] = useState<Language>('curl');
  return (
    <Tabs.Root value={language} onValueChange={(value) => setLanguage(value as Language)}>
      <div className="flex items-center justify-between gap-2">
        <Tabs.List aria-label="Language" className="flex gap-0.5 rounded-lg bg-sunken p-0.5">
          {languages.map((name) => (
            <Tabs.Trigger key={name} value={name} className="rounded-md px-2.5 py-1 text-xs font-medium text-soft data-[state=active]:bg-surface data-[state=active]:text-ink data-[state=active]:shadow-card">{name}</Tabs.Trigger>
          ))}
        </Tabs.List>
        <CopyButton text={snippet(language, url, prompt, sessionId)} label={`Copy as ${language}`} className="h-8 w-8" />
      </div>
      {languages.map((name) => (
        <Tabs.Content key={name} value={name} className="mt-3">
          <pre tabIndex={0} aria-label={`Call in ${name}`} className="max-h-72 overflow-auto rounded-lg border bg-canvas p-3 font-mono text-xs leading-5">{snippet(name, url, prompt, sessionId)}</pre>
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
