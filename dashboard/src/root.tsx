import { StrictMode, type ReactElement, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { currentUser, deletion, subscribe, whyEnded } from './identity/session';
import { watchTheme } from './ui/theme';

const root = createRoot(document.getElementById('root')!);

/** Shows the application to who is signed in and the way in to everybody else, now and whenever that changes. */
export function show(problem?: string): void {
  watchTheme();
  let latest = 0;
  const update = () => {
    const turn = ++latest;
    // Who signs out while a page is loaded is not shown it.
    const ifStill = <T,>(then: (value: T) => void) => (value: T) => turn === latest && then(value);
    void pageOf(currentUser()?.profile.sub, problem).then(ifStill(draw), ifStill(showFailure));
  };
  subscribe(update);
  update();
}

/** Tells that nothing can be shown, and why. */
export function showFailure(error: unknown): void {
  draw(
    <main className="grid min-h-dvh place-items-center p-6">
      <div role="alert" className="max-w-md">
        <h1 className="text-lg font-semibold">The dashboard could not start</h1>
        <p className="mt-2 text-soft">{error instanceof Error ? error.message : String(error)}</p>
        <p className="mt-2 text-soft">Reload the page. If that does not help, look whether the site is served with a valid /config.json.</p>
      </div>
    </main>,
  );
}

// Its code is there before it is drawn: where React shows a placeholder it keeps that for a third of a second, however soon the code comes.
async function pageOf(user: string | undefined, problem: string | undefined): Promise<ReactElement> {
  const deletionId = deletion();
  if (deletionId) {
    const { default: DeletionPage } = await import('./account/deletion-page');
    return <DeletionPage deletionId={deletionId} />;
  }
  if (user === undefined) {
    const { default: Landing } = await import('./identity/landing');
    const told = problem ?? whyEnded();
    return <Landing key={told} problem={told} />;
  }
  const { appOf } = await import('./app');
  return appOf(user);
}

function draw(page: ReactNode): void {
  root.render(<StrictMode>{page}</StrictMode>);
}
