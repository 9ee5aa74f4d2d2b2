// Which numbers in a message are payment cards, and which only look like it.
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath, pathToFileURL} from 'node:url';

const web = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'web', 'src');
const require = createRequire(join(process.env.COEXIST_BUILD, 'web', 'node_modules', 'x.js'));

// The numbers that the schemes publish for tests.
const cards = [
  ['Visa', '4111111111111111'], ['Visa, in fours', '4111 1111 1111 1111'], ['Visa, with dashes', '4012-8888-8888-1881'], ['Mastercard', '5555 5555 5555 4444'],
  ['Mastercard of the new range', '2223 0031 2200 3222'], ['American Express, as it is printed', '3782 822463 10005'], ['Diners Club', '3056 9309 0259 04'], ['Discover', '6011 1111 1111 1117'],
  ['JCB', '3530 1113 3330 0000'], ['UnionPay', '6200 0000 0000 0005'], ['Troy', '9792 0303 9444 0796'], ['with dots', '4111.1111.1111.1111'], ['Visa of 19 digits', '4000000000000000006'],
];
const others = [
  ['a phone number with +', '+49 151 1234 5678 901'], ['a German mobile number without +', '4915112345678'], ['a Turkish number', '90 532 111 00 33'],
  ['a number of Brazil', '5511987654321'], ['a booking number', '2938475610'], ['two booking numbers', '2938475610 3847561029'], ['a long booking number that fails the check', '4111111111111112'],
  ['a number of 16 digits of no scheme', '1234567812345670'], ['an IBAN', 'TR33 0006 1005 1978 6457 8413 26'], ['a German IBAN', 'DE89 3704 0044 0532 0130 00'],
  ['a longer number that holds one', '41111111111111111234567'], ['digits behind letters', 'REF4111111111111111'], ['a date and times', '24.12.2026 15:00 - 27.12.2026 11:00'],
  ['the number of a parcel', '00340434161094042557'], ['an identity number of Turkey', '10000000146'], ['a number with +, cut oddly', '+4 111 1111 1111 1111'],
];

describe('card numbers', () => {
  let folder;
  let without_cards;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coexist-cards-'));
    const outfile = join(folder, 'format.mjs');
    await require('esbuild').build({entryPoints: [join(web, 'text', 'format.ts')], outfile, format: 'esm', logLevel: 'silent'});
    ({without_cards} = await import(pathToFileURL(outfile)));
  });
  after(() => rmSync(folder, {recursive: true}));

  for (const [name, number] of cards) {
    it(`is masked: ${name}`, () => {
      const last = number.replace(/\D/g, '').slice(-4);
      assert.equal(without_cards(number), `•••• ${last}`);
      assert.equal(without_cards(`Meine Karte: ${number}, gültig bis 12/27`), `Meine Karte: •••• ${last}, gültig bis 12/27`);
      assert.equal(without_cards(`(${number}).`), `(•••• ${last}).`);
    });
  }
  for (const [name, text] of others) {
    it(`is left as it is: ${name}`, () => {
      assert.equal(without_cards(text), text);
      assert.equal(without_cards(`Nummer ${text}, danke`), `Nummer ${text}, danke`);
    });
  }
  it('is masked each time', () => assert.equal(without_cards('4111111111111111 / 5555555555554444'), '•••• 1111 / •••• 4444'));
});
