import { lazy, Suspense, useSyncExternalStore } from 'react';
import { currentUser, subscribe } from './identity/session';
import { Splash } from './shell/splash';

const loadApp = () => import('./app');
const App = lazy(loadApp);
const Landing = lazy(() => import('./identity/landing'));

/** The application for who is signed in, the way in for everybody else. */
export function Root({ problem }: { problem?: string | undefined }) {
  const user = useSyncExternalStore(subscribe, currentUser);
  return <Suspense fallback={<Splash />}>{user ? <App key={user.profile.sub} /> : <Landing problem={problem} />}</Suspense>;
}

/** Begins to load what the first page will need; what can't be loaded is noticed when it is needed. */
export function loadFirstPage(path: string): void {
  const parts = path === '/' ? [loadApp(), import('./overview/overview-page')] : [loadApp()];
  void Promise.allSettled(parts);
}
