// The catalogues, and that no text stands in code.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';

const source = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'web', 'src');
const catalogues = Object.fromEntries(
  readdirSync(join(source, 'text')).filter((name) => name.endsWith('.json'))
    .map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(source, 'text', name), 'utf8'))]),
);
const english = catalogues.en;
const files = readdirSync(source, {recursive: true}).filter((name) => name.endsWith('.ts')).map((name) => ({name, text: readFileSync(join(source, name), 'utf8')}));
const code = files.map((file) => file.text).join('\n');

const forms = (text) => (typeof text === 'string' ? [text] : Object.values(text));
const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort().join();

describe('the catalogues', () => {
  it('are there in three languages', () => assert.deepEqual(Object.keys(catalogues).sort(), ['en', 'es', 'tr']));

  for (const [language, catalogue] of Object.entries(catalogues)) {
    it(`${language} has every text, none empty, none over`, () => {
      assert.deepEqual(Object.keys(catalogue).sort(), Object.keys(english).sort());
      for (const [key, text] of Object.entries(catalogue)) for (const form of forms(text)) assert.ok(form.trim().length > 0, key);
    });
    it(`${language} has the same places and plurals as English`, () => {
      for (const [key, text] of Object.entries(catalogue)) {
        assert.equal(typeof text, typeof english[key], key);
        for (const form of forms(text)) assert.equal(places(form), places(forms(english[key])[0]), key);
        if (typeof text === 'object') {
          const needed = new Set(Array.from({length: 200}, (_, count) => new Intl.PluralRules(language).select(count)));
          for (const form of needed) assert.ok(form in text, `${key} lacks ${form}`);
        }
      }
    });
    if (language !== 'en') {
      it(`${language} leaves nothing in English`, () => {
        const same = Object.entries(catalogue).filter(([key, text]) => JSON.stringify(text) === JSON.stringify(english[key]) && /[a-z]{4}/.test(forms(text)[0]));
        const names = ['title', 'title_waiting', 'nav', 'steps.android', 'steps.iphone', 'message.kind_video', 'message.kind_sticker', 'connect.tenant'];
        assert.deepEqual(same.map(([key]) => key).filter((key) => !names.includes(key)), []);
      });
    }
  }

  it('hold no text that nobody shows', () => {
    const made = [...code.matchAll(/[`'"]([a-z_]+(?:\.[a-z_]*)?)\$\{/g)].map((found) => found[1]);
    const unused = Object.keys(english).filter((key) => !code.includes(`'${key}'`) && !made.some((start) => key.startsWith(start)));
    assert.deepEqual(unused, []);
  });

  it('hold every text that people read: none stands in code', () => {
    const found = [];
    for (const {name, text} of files) {
      const templates = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/css`[^`]*`/g, '').replace(/Promise</g, '');
      for (const [, words] of templates.matchAll(/>([^<>${}`]*[A-Za-z]{3}[^<>${}`]*)</g)) if (!/[=;()]/.test(words)) found.push(`${name}: ${words.trim()}`);
      for (const [, attribute, words] of templates.matchAll(/\b(aria-label|placeholder|title|alt)="([^"$]*[A-Za-z]{3}[^"]*)"/g)) found.push(`${name}: ${attribute} ${words}`);
    }
    assert.deepEqual(found, []);
  });
});
