import { ArrowRight, Activity, Check, CircleDollarSign, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/ui/button';
import { Mark } from '@/ui/mark';
import { ThemeToggle } from '@/ui/theme-toggle';
import { localPath, signIn } from './session';

const points = [
  { icon: ArrowRight, title: 'From a folder to an answer', text: 'Drop your agent, or start from a template. It is built, checked and answers within a minute.' },
  { icon: Activity, title: 'See what it does', text: 'Every request with its trace, live logs, tokens and latency, for each deployment and runtime.' },
  { icon: RotateCcw, title: 'Go back in a second', text: 'Rolling back rebuilds nothing, and sessions keep their memory.' },
  { icon: CircleDollarSign, title: 'Know what it costs', text: 'Limits and a spend cap hold exactly, before the bill and not after it.' },
];

/** Where somebody arrives who is not signed in. */
export default function Landing({ problem }: { problem?: string | undefined }) {
  const [leaving, setLeaving] = useState<'in' | 'up'>();
  const [failed, setFailed] = useState(problem);
  const go = (which: 'in' | 'up') => {
    setLeaving(which);
    setFailed(undefined);
    signIn(localPath(window.location.pathname + window.location.search + window.location.hash), which === 'up' ? 'signup' : undefined).catch(() => {
      setLeaving(undefined);
      setFailed('The sign-in service can’t be reached. Try again in a moment.');
    });
  };
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex w-full max-w-6xl items-center justify-between px-5 py-4 sm:px-8">
        <span className="flex items-center gap-2.5 text-[0.9375rem] font-semibold tracking-tight"><Mark />webhost</span>
        <div className="flex items-center gap-2">
          <ThemeToggle />
          <Button variant="ghost" onClick={() => go('in')} pending={leaving === 'in'}>Sign in</Button>
        </div>
      </header>
      <main className="mx-auto flex w-full max-w-6xl flex-1 flex-col justify-center px-5 py-12 sm:px-8">
        <div className="grid items-center gap-12 lg:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
          <div>
            <h1 className="text-4xl leading-[1.08] font-semibold tracking-[-0.03em] sm:text-5xl xl:text-6xl">Host your AI agents.<br /><span className="text-faint">Watch every step.</span></h1>
            <p className="mt-5 max-w-xl text-base text-soft sm:text-lg">Deploy an agent in JavaScript, TypeScript or Python to the runtime that suits it, and get an endpoint with sessions, streaming, logs, metrics and hard limits.</p>
            {failed && <p role="alert" className="mt-6 max-w-xl rounded-lg border border-bad/35 bg-bad-soft px-4 py-3 text-bad-ink">{failed}</p>}
            <div className="mt-8 flex flex-wrap gap-3">
              <Button variant="solid" size="lg" onClick={() => go('up')} pending={leaving === 'up'}>Create an account</Button>
              <Button size="lg" onClick={() => go('in')} pending={leaving === 'in'}>Sign in</Button>
            </div>
          </div>
          <Picture />
        </div>
        <ul className="mt-16 grid gap-px overflow-hidden rounded-2xl border bg-line sm:grid-cols-2 lg:grid-cols-4">
          {points.map(({ icon: Icon, title, text }) => (
            <li key={title} className="bg-surface p-5">
              <Icon aria-hidden="true" className="size-5 text-accent-ink" />
              <h2 className="mt-4 font-medium">{title}</h2>
              <p className="mt-1 text-[0.8125rem] text-soft">{text}</p>
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}

const steps = ['Manifest checked', 'Code built', 'Published', 'Answers its probe'];

/** What it will look like: a deployment, and the first talk. */
function Picture() {
  return (
    <div aria-hidden="true" className="overflow-hidden rounded-2xl border bg-surface shadow-pop max-lg:hidden">
      <div className="flex items-center justify-between border-b px-5 py-3.5">
        <span className="font-medium">support-agent</span>
        <span className="inline-flex h-5.5 items-center gap-1.5 rounded-full bg-good-soft px-2 text-xs font-medium text-good-ink"><span className="size-1.5 rounded-full bg-good" />Active</span>
      </div>
      <div className="grid grid-cols-2 gap-x-4 gap-y-2 px-5 py-4 text-[0.8125rem] text-soft">
        {steps.map((step) => <span key={step} className="flex items-center gap-2"><Check className="size-3.5 text-good-ink" />{step}</span>)}
      </div>
      <div className="space-y-3 border-t bg-canvas px-5 py-5 text-sm">
        <p className="ml-auto w-fit rounded-2xl rounded-br-md bg-sunken px-3.5 py-2">Where is my order?</p>
        <p className="max-w-[85%] leading-6">It left the warehouse this morning and arrives on Tuesday. Shall I send you the tracking link?</p>
        <p className="font-mono text-xs text-faint">412 ms · 96 tokens · trace 7f3a9c…</p>
      </div>
    </div>
  );
}
