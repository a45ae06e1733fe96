import { lazy, Suspense, useSyncExternalStore } from 'react';
import { currentUser, subscribe } from './identity/session';
import { Splash } from './shell/splash';

const App = lazy(() => import('./app'));
const Landing = lazy(() => import('./identity/landing'));

/** The application for who is signed in, the way in for everybody else. */
export function Root({ problem }: { problem?: string | undefined }) {
  const user = useSyncExternalStore(subscribe, currentUser);
  return <Suspense fallback={<Splash />}>{user ? <App key={user.profile.sub} /> : <Landing problem={problem} />}</Suspense>;
}
