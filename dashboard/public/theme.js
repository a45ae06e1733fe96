// Before the first paint, so that nothing flashes: the chosen theme, or the system's.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('webhost.theme');
  } catch {
    // Storage may be switched off: the system's theme then.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('dark', dark);
})();
