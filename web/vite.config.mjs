// The app, and connect.js for CRMs with pages of their own; screens and catalogues become files of their own that are loaded when they are needed. Every name holds
// the hash of its content, and addresses are relative, because nobody knows where a CRM mounts the plugin.
import {defineConfig} from 'vite';

export default defineConfig({
  base: './',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    manifest: 'manifest.json',
    rollupOptions: {
      input: ['src/wa-channels.ts', 'src/connect.ts'],
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
