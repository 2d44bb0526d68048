import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// Vue takes what it does not know for a component of the app: these are elements.
const isCustomElement = (tag) => tag.startsWith('rtc-');

export default defineConfig({ plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] });
