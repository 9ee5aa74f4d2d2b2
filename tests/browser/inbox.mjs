// Conversations, on the screens of staff.
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';

import {Stage} from './stage.mjs';

const guest = '4915112345678';
const busy = Boolean(process.env.COEXIST_BUSY); // others work on this machine: bounds of time say little

describe('the inbox', () => {
  let stage;
  let page;
  let account;
  let number;
  before(async () => {
    stage = await Stage.start();
    number = await stage.number(21, {last_onboarded_time: '2026-01-10T09:00:00+0000', subscribed: [stage.app]});
    account = await stage.adopt('ann', 'harbour', 'coex', number);
    page = await stage.person('sam');
  });
  after(async () => {
    assert.deepEqual(page?.faults, [], 'the pages ran without faults');
    await stage?.stop();
  });

  const write = (more) => stage.sim('guest/write', {phone_number_id: number.phone_number_id, from: guest, name: 'Lena Vogt', ...more});
  const bubble = (text) => page.locator('wa-thread .bubble', {hasText: text});

  it("shows a guest's message within seconds, without being asked to", async (test) => {
    await page.getByText('No conversation yet.').waitFor();
    await write({text: 'Haben Sie am 24. ein Zimmer frei?'});
    await page.locator('wa-list a', {hasText: 'Lena Vogt'}).waitFor();
    await page.locator('wa-list a', {hasText: 'waits'}).waitFor();
    const taken = [];
    for (const at of [1, 2, 3, 4, 5]) {
      const begun = Date.now();
      await write({text: `Frage ${at}`});
      await page.locator('wa-list a', {hasText: `Frage ${at}`}).waitFor();
      taken.push(Date.now() - begun);
    }
    const median = taken.sort((one, other) => one - other)[2];
    test.diagnostic(`on the screen after ${taken} ms; two seconds pass between two looks`);
    assert.ok(median < (busy ? 10_000 : 2_000), `${median} ms in the middle of ${taken}`);
  });

  it('says on every screen how many guests wait', async () => {
    await page.getByRole('img', {name: '1 guest waits'}).waitFor();
    await page.waitForFunction(() => document.title.startsWith('(1)'));
    const sound = page.getByRole('button', {name: 'Sound when a guest writes'});
    await sound.click();
    assert.equal(await sound.getAttribute('aria-pressed'), 'true');
    await sound.click();
  });

  it('is answered in two actions, writing and Enter, and follows how far the answer gets', async () => {
    await page.locator('wa-list a', {hasText: 'Lena Vogt'}).click();
    await bubble('Haben Sie am 24.').waitFor();
    const area = page.getByRole('textbox', {name: 'Write a reply'});
    await area.fill('Ja, gern. Wir freuen uns auf Sie!');
    await area.press('Enter');
    await bubble('Ja, gern.').getByText('From here').waitFor();
    await bubble('Ja, gern.').getByTitle('Read').waitFor();
    assert.equal(await area.inputValue(), '');
    const calls = await (await fetch(`${stage.graph}/_sim/calls?endpoint=messages`)).json();
    assert.equal(calls.calls.filter((call) => call.method === 'POST').length, 1, 'it left once');
  });

  it('marks what was written on the phone', async () => {
    await stage.sim('owner/write', {phone_number_id: number.phone_number_id, to: guest, text: 'Einen Moment bitte!'});
    await bubble('Einen Moment bitte!').getByText('From the phone').waitFor();
  });

  it('shows edits, reactions, quotes and deletions', async () => {
    const told = await write({text: 'Um 15 Uhr?'});
    await bubble('Um 15 Uhr?').waitFor();
    const wamid = told.wamid ?? told.wamids?.[0];
    await stage.sim('guest/edit', {phone_number_id: number.phone_number_id, wamid, text: 'Um 16 Uhr?'});
    await bubble('Um 16 Uhr?').getByText('edited').waitFor();
    await stage.sim('owner/react', {phone_number_id: number.phone_number_id, wamid, emoji: '👍'});
    await bubble('Um 16 Uhr?').getByText('👍').waitFor();
    await write({text: 'Oder um 17 Uhr?', reply_to: wamid});
    await bubble('Oder um 17 Uhr?').locator('.quote', {hasText: 'Um 16 Uhr?'}).waitFor();
    await stage.sim('guest/revoke', {phone_number_id: number.phone_number_id, wamid});
    await page.locator('wa-thread .words', {hasText: 'This message was deleted by its writer.'}).waitFor();
    await bubble('Um 16 Uhr?').waitFor({state: 'detached'});
  });

  it('lets staff hold automation in a conversation and release it', async () => {
    // A person has just answered: automation is silent already.
    await page.getByText(/Automation is silent until/).waitFor();
    await page.getByRole('button', {name: 'Release to automation'}).click();
    await page.getByRole('button', {name: 'Hold automation'}).click();
    await page.getByText(/Automation is silent until/).waitFor();
  });

  it('never shows a card number', async () => {
    await write({text: 'Meine Karte: 4111 1111 1111 1111, danke'});
    await bubble('•••• 1111').waitFor();
    assert.ok(!(await page.locator('body').innerText()).includes('4111 1111'));
  });

  it('shows photos, and says of other files why they are not here', async () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR42mNk+M+AFzDhlx6sAABfJAMBkcX8QwAAAABJRU5ErkJggg==';
    const photo = await stage.sim('media', {phone_number_id: number.phone_number_id, mime_type: 'image/png', base64: png});
    await write({media: photo.id});
    await page.locator('wa-thread img').waitFor();
    const seen = await page.locator('wa-thread img').evaluate((image) => image.decode().then(() => image.naturalWidth));
    assert.equal(seen, 10);
    const lost = await stage.sim('media', {phone_number_id: number.phone_number_id, mime_type: 'application/pdf', text: 'x'});
    await stage.sim('media', {id: lost.id, gone: true});
    await write({type: 'document', media: lost.id, content: {filename: 'Reservierung.pdf'}});
    await page.locator('wa-thread .media', {hasText: 'Reservierung.pdf'}).waitFor();
  });

  it('calls a guest without a number by his username', async () => {
    await stage.sim('guest/write', {phone_number_id: number.phone_number_id, username_only: true, username: 'marco.r', text: 'Ciao!'});
    await page.locator('wa-list a', {hasText: 'marco.r'}).click();
    await page.getByText('@marco.r, a guest without a known number').waitFor();
    await page.getByText(/hours left to reply/).waitFor();
  });

  it('offers no free text where the 24 hours are over, and says what can be done', async () => {
    await stage.sim('owner/write', {phone_number_id: number.phone_number_id, to: '393331234567', text: 'Buongiorno!'});
    await page.locator('wa-list a', {hasText: 'Buongiorno!'}).click();
    await page.getByText('Reply time is over').waitFor();
    await page.getByText(/WhatsApp takes free text only within 24 hours/).waitFor();
    assert.equal(await page.getByRole('textbox', {name: 'Write a reply'}).count(), 0);
  });

  it('keeps a text that could not be sent', async () => {
    await page.locator('wa-list a', {hasText: 'Lena Vogt'}).click();
    const area = page.getByRole('textbox', {name: 'Write a reply'});
    await area.fill('Bis bald!');
    await page.route('**/actions/send_text', (route) => route.abort());
    await area.press('Enter');
    await page.getByText('The CRM does not answer.').waitFor();
    assert.equal(await area.inputValue(), 'Bis bald!');
    await page.unroute('**/actions/send_text');
    await area.press('Enter');
    await bubble('Bis bald!').waitFor();
    assert.equal(await bubble('Bis bald!').count(), 1);
  });

  it('is worked by keys alone', async () => {
    await stage.show(page, '#inbox');
    await page.locator('wa-list a').first().waitFor();
    const at = () => page.evaluate(() => {
      let one = document.activeElement;
      while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
      return `${one?.tagName} ${one?.getAttribute('aria-label') ?? one?.textContent?.trim().slice(0, 40) ?? ''}`;
    });
    const press_until = async (wanted, key = 'Tab') => {
      for (let times = 0; times < 40; times += 1) {
        await page.keyboard.press(key);
        if (wanted.test(await at())) return;
      }
      assert.fail(`never reached ${wanted}; stands at ${await at()}`);
    };
    await press_until(/^A .*Lena Vogt/s);
    await page.keyboard.press('Enter');
    await bubble('Bis bald!').waitFor();
    await press_until(/^TEXTAREA/);
    await page.keyboard.type('Gute Reise!');
    await page.keyboard.press('Enter');
    await bubble('Gute Reise!').waitFor();
  });

  it('makes one short sound when another guest waits, and none while it is off', async () => {
    const own = await stage.person('sam');
    await own.addInitScript(() => {
      globalThis.sounds = 0;
      const through = (more) => ({connect: (next) => next, ...more});
      globalThis.AudioContext = class {
        currentTime = 0;
        destination = through({});
        createOscillator = () => through({frequency: {}, start: () => (globalThis.sounds += 1), stop() {}});
        createGain = () => through({gain: {setValueAtTime() {}, exponentialRampToValueAtTime() {}}});
      };
    });
    await own.reload();
    const sound = own.getByRole('button', {name: 'Sound when a guest writes'});
    const made = (count) => own.waitForFunction((count) => globalThis.sounds === count, count);
    const begun = Number(/\((\d+)\)/.exec(await own.title())?.[1] ?? 0);
    await sound.click();
    await made(1); // so one hears what it will be
    await write({from: '4915112345671', name: 'Ole Berg', text: 'Moin!'});
    await made(2);
    await sound.click();
    await write({from: '4915112345672', name: 'Ida Holm', text: 'Hej!'});
    await own.locator('wa-list a', {hasText: 'Ida Holm'}).waitFor();
    await own.waitForFunction((count) => document.title.startsWith(`(${count})`), begun + 2);
    assert.equal(await own.evaluate(() => globalThis.sounds), 2);
    await own.close();
  });

  it('shows nothing of it to another hotel', async () => {
    const eve = await stage.person('eve');
    await eve.getByText('No conversation yet.').waitFor();
    await stage.show(eve, '#numbers');
    await eve.getByText('There is no number yet.').waitFor();
    await stage.show(eve, `#numbers/${account}`);
    await eve.getByText(/no such number/).waitFor();
    assert.equal(await eve.getByText('Hotel 21').count(), 0);
  });
});
