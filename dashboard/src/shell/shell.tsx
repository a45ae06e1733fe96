import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Bot, ChartNoAxesColumn, CreditCard, Gauge, KeyRound, LogOut, Menu, ScrollText, UserRound, WifiOff, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useOnline } from '@/api/connection';
import { currentUser, signOut } from '@/identity/session';
import { Button } from '@/ui/button';
import { cn } from '@/ui/cn';
import { Mark } from '@/ui/mark';
import { ThemeToggle } from '@/ui/theme-toggle';
import { toast } from '@/ui/toast';

const places = [
  { to: '/', label: 'Overview', icon: ChartNoAxesColumn },
  { to: '/agents', label: 'Agents', icon: Bot },
  { to: '/usage', label: 'Usage & limits', icon: Gauge },
  { to: '/billing', label: 'Billing', icon: CreditCard },
  { to: '/api-keys', label: 'API keys', icon: KeyRound },
  { to: '/audit', label: 'Audit', icon: ScrollText },
] as const;

/** The frame around every page: navigation, who is signed in, and whether the control plane answers. */
export function Shell() {
  const [open, setOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    setOpen(false);
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [path]);
  useEffect(() => {
    if (!open) return;
    const close = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false);
    window.addEventListener('keydown', close);
    return () => window.removeEventListener('keydown', close);
  }, [open]);
  return (
    <div className="flex min-h-dvh flex-col lg:flex-row">
      <a href="#content" className="sr-only rounded-lg bg-solid px-4 py-2 text-solid-ink focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-60">Skip to content</a>
      <header className="sticky top-0 z-30 flex h-14 items-center justify-between border-b bg-canvas/85 px-4 backdrop-blur lg:hidden print:hidden">
        <Link to="/" className="flex items-center gap-2.5 font-semibold tracking-tight"><Mark className="size-6.5!" />webhost</Link>
        <Button variant="ghost" size="icon" aria-label={open ? 'Close menu' : 'Open menu'} aria-expanded={open} aria-controls="navigation" onClick={() => setOpen(!open)}>
          {open ? <X aria-hidden="true" /> : <Menu aria-hidden="true" />}
        </Button>
      </header>
      <aside
        id="navigation"
        className={cn(
          'z-20 flex-col border-r bg-canvas print:hidden lg:sticky lg:top-0 lg:flex lg:h-dvh lg:w-60 lg:shrink-0 lg:border-r-0',
          open ? 'fixed inset-0 top-14 flex animate-appear overflow-y-auto lg:inset-auto' : 'hidden',
        )}
      >
        <Link to="/" className="hidden h-16 items-center gap-2.5 px-5 text-[0.9375rem] font-semibold tracking-tight lg:flex"><Mark />webhost</Link>
        <nav aria-label="Main" className="flex-1 space-y-0.5 px-3 py-3 lg:py-1">
          {places.map(({ to, label, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              className="flex h-10 items-center gap-2.5 rounded-lg px-2.5 font-medium text-soft transition-colors hover:bg-sunken hover:text-ink lg:h-9 [&_svg]:size-4"
              activeProps={{ className: 'bg-sunken text-ink! [&_svg]:text-accent-ink' }}
            >
              <Icon aria-hidden="true" />
              {label}
            </Link>
          ))}
        </nav>
        <Identity />
      </aside>
      <div className="min-w-0 flex-1 lg:border-l print:border-0">
        <Connection />
        <main id="content" ref={main} tabIndex={-1} className="outline-none"><Outlet /></main>
      </div>
    </div>
  );
}

function Identity() {
  const [leaving, setLeaving] = useState(false);
  const profile = currentUser()?.profile;
  const name = profile?.name ?? profile?.email ?? 'Account';
  const leave = () => {
    setLeaving(true);
    signOut().catch(() => {
      setLeaving(false);
      toast('The sign-in service can’t be reached, so you are still signed in.', { bad: true });
    });
  };
  return (
    <div className="border-t p-3">
      <Link to="/account" className="flex items-center gap-2.5 rounded-lg p-2 transition-colors hover:bg-sunken" activeProps={{ className: 'bg-sunken' }}>
        <span aria-hidden="true" className="grid size-8 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent-ink uppercase">{name.slice(0, 1) || <UserRound className="size-4" />}</span>
        <span className="min-w-0">
          <span className="block truncate text-[0.8125rem] font-medium">{name}</span>
          <span className="block truncate text-xs text-soft">{profile?.email && profile.email !== name ? profile.email : 'Account'}</span>
        </span>
      </Link>
      <div className="mt-1 flex items-center justify-between">
        <ThemeToggle />
        <Button variant="ghost" size="sm" onClick={leave} pending={leaving}>{!leaving && <LogOut aria-hidden="true" />}Sign out</Button>
      </div>
    </div>
  );
}

function Connection() {
  const online = useOnline();
  return (
    <div role="status" aria-live="polite">
      {!online && (
        <p className="flex animate-appear items-center justify-center gap-2 border-b bg-warn-soft px-4 py-2 text-center text-[0.8125rem] font-medium text-warn-ink">
          <WifiOff aria-hidden="true" className="size-4 shrink-0" />
          The control plane can’t be reached. Reconnecting; what you see may be old.
        </p>
      )}
    </div>
  );
}
