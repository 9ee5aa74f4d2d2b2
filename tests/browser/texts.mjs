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

/** What the plugin makes itself: the page that a client's link opens, and the one that the dialog ends on. */
describe("the pages of clients and of the dialog's window", () => {
  const root = join(source, '..', '..');
  const guides = Object.fromEntries(readdirSync(join(root, 'schemas', 'guide')).map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(root, 'schemas', 'guide', name), 'utf8'))]));
  /** Every text by its path. */
  const texts_of = (value, path = '') => (typeof value === 'object' ? Object.entries(value).flatMap(([key, one]) => texts_of(one, `${path}/${key}`)) : [[path, value]]);
  const of = (language) => new Map(texts_of({client: guides[language].client, callback: guides[language].callback, phone_changes: guides[language].phone_changes}));

  it('are there in the languages of the staff app', () => assert.deepEqual(Object.keys(guides).sort(), Object.keys(catalogues).sort()));

  for (const language of Object.keys(catalogues)) {
    it(`${language} has every text with the same places, none empty${language === 'en' ? '' : ', none left in English'}`, () => {
      const [own, english_ones] = [of(language), of('en')];
      assert.deepEqual([...own.keys()], [...english_ones.keys()]);
      for (const [path, text] of own) {
        assert.ok(text.trim().length > 0, path);
        assert.equal(places(text), places(english_ones.get(path)), path);
        if (language !== 'en' && text.includes(' ')) assert.notEqual(text, english_ones.get(path), path);
      }
    });
  }

  it('hold every text that people read: none stands in the code that makes them', () => {
    const found = [];
    const rooms = ['onboarding/link_page.cpp', 'onboarding/connect_page.cpp', 'api/connect_pages.cpp', 'onboarding/link_door.cpp'];
    for (const name of rooms) {
      const text = readFileSync(join(root, 'plugin', name), 'utf8').replace(/\/\/.*$/gm, '').replace(/style =[\s\S]*?;\n/, '');
      for (const [, literal] of text.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)) {
        for (const [, words] of literal.matchAll(/(?:^|>)([^<>]*)(?=<|$)/g)) {
          if (/[a-z]{2,} [a-z]{2,}/i.test(words) && literal.includes('<')) found.push(`${name}: ${words}`);
        }
      }
    }
    assert.deepEqual(found, []);
  });

  it('name every text that is asked for', () => {
    const made = readFileSync(join(root, 'plugin', 'onboarding', 'link_page.cpp'), 'utf8');
    const asked = [...made.matchAll(/(?:word|list)\(words, "(\w+)"/g)].map((found) => found[1]);
    assert.ok(asked.length > 10);
    for (const name of asked) assert.ok(name in guides.en.client, name);
  });
});
