/** What a page may use: protected and private members are no part of the documentation. */
const publicOnly = {
  name: 'public-only',
  packageLinkPhase({ customElementsManifest }) {
    for (const { declarations = [] } of customElementsManifest.modules) {
      for (const declaration of declarations) {
        // One that a base class fires has no name here; the docblock of the element names it.
        declaration.events = declaration.events?.filter(({ name }) => name);
        declaration.members = declaration.members?.filter(({ name, privacy, inheritedFrom }) => {
          const isHidden = /^(#|shadowRootOptions$)/.test(name) || privacy === 'private' || privacy === 'protected';
          return !isHidden && inheritedFrom?.package !== 'lit';
        });
      }
    }
  },
};

/** What an element reflects is a custom state of it as well. */
const states = {
  name: 'states',
  packageLinkPhase({ customElementsManifest }) {
    for (const { declarations = [] } of customElementsManifest.modules) {
      for (const declaration of declarations.filter(({ tagName }) => tagName)) {
        const flags = declaration.members?.filter(({ reflects, type }) => reflects && type?.text === 'boolean') ?? [];
        if (flags.length === 0) continue;
        declaration.cssStates = flags.map(({ attribute, description }) => ({ name: attribute, description }));
      }
    }
  },
};

export default {
  globs: ['src/elements/**/*.ts', 'src/define/*.ts', 'src/connection/**/*.ts'],
  outdir: '.',
  litelement: true,
  plugins: [publicOnly, states],
};
