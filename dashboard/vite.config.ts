import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { azure } from './build/azure.ts';
import { chunks } from './build/chunks.ts';
import { preload } from './build/preload.ts';
import { templates } from './build/templates.ts';

const source = fileURLToPath(new URL('./src', import.meta.url));

export default defineConfig(({ mode }) => ({
  plugins: [react(), tailwind(), templates(), preload(), ...(mode === 'azure' ? [azure(process.env)] : [])],
  resolve: { alias: { '@': source } },
  server: { host: '127.0.0.1', port: 4280, strictPort: true },
  preview: { host: '127.0.0.1', port: 4280, strictPort: true },
  // Nothing is put into the page itself: the content security policy allows files of this origin alone.
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    rolldownOptions: { input: ['index.html', 'silent-renew.html'], output: { codeSplitting: chunks } },
  },
  test: { environment: 'happy-dom', include: ['test/**/*.test.{ts,tsx}'], restoreMocks: true, testTimeout: 30_000, hookTimeout: 30_000 },
}));
