import { afterEach, expect, it, vi } from 'vitest';
import { reached } from '@/api/connection';
import { loadConfig } from '@/config';
import { whenOnline } from '@/shell/when-online';
import { serve } from './page';

afterEach(reached);

it('The code of a page waits for the connection, and is loaded when that is back', async () => {
  serve({ 'GET /healthz': () => new Promise(() => {}) });
  await loadConfig();
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  const load = vi.fn().mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module')).mockResolvedValue('the page');
  const loaded = whenOnline(load)();
  await vi.waitFor(() => expect(load).toHaveBeenCalledOnce());
  await new Promise((resolve) => setTimeout(resolve));
  expect(load).toHaveBeenCalledOnce();

  reached();

  expect(await loaded).toBe('the page');
});

it('The code of a page that is gone is told of at once where there is a connection', async () => {
  await expect(whenOnline(() => Promise.reject(new TypeError('gone')))()).rejects.toThrow('gone');
});
