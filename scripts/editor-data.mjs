// Writes what editors know of the elements, from custom-elements.json: data for VS Code, and web-types for the JetBrains ones.
import { readFileSync, writeFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const write = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

/** Writes the files into `dist`; the elements in `hidden` are private to others. */
export function writeEditorData({ hidden = ['rtc-meeting'] } = {}) {
  const { name, version } = read('package.json');
  const elements = read('custom-elements.json')
    .modules.flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName && !hidden.includes(tagName));
  write('dist/vscode.html-custom-data.json', { version: 1.1, tags: elements.map(htmlTag) });
  write('dist/vscode.css-custom-data.json', {
    version: 1.1,
    properties: merged(elements, 'cssProperties', (property) => property),
    pseudoElements: merged(elements, 'cssParts', (part) => `::part(${part})`),
  });
  write('dist/web-types.json', webTypes(name, version, elements));
}

function htmlTag({ tagName, description, attributes = [] }) {
  return { name: tagName, description, attributes: attributes.filter(isSet).map(htmlAttribute) };
}

function htmlAttribute({ name, description, type }) {
  if (type?.text === 'boolean') return { name, description, valueSet: 'v' };
  const values = wordsOf(type);
  return { name, description, ...(values.length > 0 && { values: values.map((word) => ({ name: word })) }) };
}

/** Attributes that a person writes; the others are there to be read and styled by. */
function isSet({ description }) {
  return !description?.startsWith('Read-only');
}

/** `'cover' | 'contain'` as words. */
function wordsOf(type) {
  return [...(type?.text ?? '').matchAll(/'([\w-]+)'/g)].map(([, word]) => word);
}

/** One entry a name, with what each element says of it. */
function merged(elements, kind, nameOf) {
  const said = new Map();
  for (const { tagName, [kind]: entries = [] } of elements) {
    for (const { name, description } of entries) said.set(name, [...(said.get(name) ?? []), [tagName, description]]);
  }
  return [...said].map(([name, lines]) => {
    const texts = new Set(lines.map(([, text]) => text));
    const text = texts.size === 1 ? lines[0][1] : lines.map(([tag, line]) => `${tag}: ${line}`).join('\n');
    return { name: nameOf(name), description: text };
  });
}

function webTypes(name, version, elements) {
  return {
    $schema: 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
    name,
    version,
    'js-types-syntax': 'typescript',
    'description-markup': 'markdown',
    contributions: {
      html: {
        elements: elements.map(({ tagName, description, attributes = [], slots = [], events = [], ...of }) => ({
          name: tagName,
          description,
          attributes: attributes.filter(isSet).map((attribute) => ({
            name: attribute.name,
            description: attribute.description,
            value: { type: attribute.type?.text ?? 'string' },
          })),
          slots: slots.map((slot) => ({ name: slot.name, description: slot.description })),
          js: { events: events.map((event) => ({ name: event.name, description: event.description })) },
          css: {
            properties: (of.cssProperties ?? []).map(({ name: property, description: text }) => ({
              name: property,
              description: text,
            })),
            parts: (of.cssParts ?? []).map((part) => ({ name: part.name, description: part.description })),
          },
        })),
      },
    },
  };
}
