/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  compilerOptions: {
    runes: true,
    // Shorter than Svelte's own: these names stand in the markup, the styles and the code of the first load.
    cssHash: ({ hash, css }) => `s${hash(css).slice(0, 4)}`,
  },
};
