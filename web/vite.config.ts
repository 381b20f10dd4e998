// SPDX-License-Identifier: Apache-2.0
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import type { ProxyOptions } from 'vite';

// In development the service runs beside vite: NIGHTMAIL_URL=http://localhost:8080 npm run dev
const service = process.env.NIGHTMAIL_URL ?? 'http://localhost:8080';
const toService: ProxyOptions = {
  target: service,
  changeOrigin: true,
  configure: (proxy) => proxy.on('proxyReq', (request) => request.removeHeader('origin')),
};
const proxy = { '/auth': toService, '/jmap': toService, '/.well-known': toService, '/protected': toService };

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: '../build/web',
    emptyOutDir: true,
    target: 'es2022',
    rollupOptions: { input: ['index.html', 'm.html'] }, // m.html: /m/ID, for people without an account
    assetsInlineLimit: 0, // the policy allows no data: scripts or styles
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  worker: { format: 'es' },
  server: { proxy, fs: { allow: ['..'] } },
  preview: { proxy },
  test: { include: ['src/**/*.test.ts'], testTimeout: 30_000 },
});
