// What a reception needs on its first day: notes, saved replies, who is answering, search, who a guest is, and times as the hotel reads them.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, describe, it} from 'node:test';

import {Stage} from './stage.mjs';

const guest = '4915112345678';

describe('the reception', () => {
  let stage;
  let sam;
  let ann;
  let number;
  let account;
  before(async () => {
    stage = await Stage.start();
    number = await stage.number(51, {last_onboarded_time: '2026-01-10T09:00:00+0000', subscribed: [stage.app]});
    account = await stage.adopt('ann', 'harbour', 'coex', number);
    await write({text: 'Haben Sie ein Zimmer mit Balkon?'});
    await write({text: 'Für zwei Personen, bitte.'});
    await stage.until('ann', '/v1/conversations', ({conversations}) => conversations.find((one) => one.unanswered === 2));
    sam = await stage.person('sam');
    ann = await stage.person('ann');
    for (const page of [sam, ann]) await open(page, 'Lena Vogt');
  });
  after(async () => {
    assert.deepEqual([...(sam?.faults ?? []), ...(ann?.faults ?? [])], [], 'the pages ran without faults');
    await stage?.stop();
  });

  const write = (more) => stage.sim('guest/write', {phone_number_id: number.phone_number_id, from: guest, name: 'Lena Vogt', ...more});
  const open = async (page, name) => {
    await page.locator('wa-list a', {hasText: name}).first().click();
    await page.locator('wa-thread .bubble').first().waitFor();
  };
  const sent = async () => (await (await fetch(`${stage.graph}/_sim/calls?endpoint=messages`)).json()).calls.filter((call) => call.method === 'POST');
  const area = (page) => page.getByRole('textbox', {name: 'Write a reply'});

  it('sees how many messages nobody has answered', async () => {
    await sam.locator('wa-list a', {hasText: 'waits · 2'}).waitFor();
  });

  it('leaves notes for colleagues, which no guest ever gets', async () => {
    await sam.locator('wa-notes summary').click();
    await sam.getByRole('textbox', {name: 'Note for your colleagues'}).fill('Comes with a dog. Card 4111 1111 1111 1111.');
    await sam.getByRole('button', {name: 'Save note'}).click();
    await sam.locator('wa-notes li', {hasText: 'Comes with a dog'}).getByText(/sam · /).waitFor();
    await ann.locator('wa-notes summary', {hasText: '1 internal note'}).click();
    await ann.locator('wa-notes li', {hasText: 'Card •••• 1111.'}).waitFor();
    assert.deepEqual(await sent(), []);
    const one = await stage.until('ann', '/v1/conversations', ({conversations}) => conversations[0]);
    assert.equal((await stage.rest('eve', 'GET', `/v1/conversations/${one.id}/notes`)).status, 404, 'nobody else reads it');
    await ann.getByRole('button', {name: /Remove the note/}).click();
    await sam.locator('wa-notes summary', {hasText: 'Write an internal note'}).waitFor();
    await sam.locator('wa-notes summary').click();
  });

  it('says who is answering, so that two do not at once', async () => {
    await area(sam).fill('Ja, wir haben');
    await ann.locator('wa-list a .busy', {hasText: 'answers'}).waitFor();
    await ann.getByText(/has been answering here since/).waitFor();
    await area(ann).fill('Gern');
    assert.ok(await ann.getByRole('button', {name: 'Send', exact: true}).isDisabled());
    await area(ann).press('Enter');
    assert.equal(await area(ann).inputValue(), 'Gern', 'it is not sent, and not lost');
    assert.deepEqual(await sent(), []);

    await ann.getByRole('button', {name: 'Answer anyway'}).click();
    await sam.getByText(/has been answering here since/).waitFor();
    await area(ann).press('Enter');
    await ann.locator('.bubble', {hasText: 'Gern'}).waitFor();
    await sam.getByText(/has been answering here since/).waitFor({state: 'detached'});
    await area(sam).fill('');
    assert.equal((await sent()).length, 1);
  });

  it('keeps texts that it writes again and again, and fills in the names', async () => {
    await stage.show(sam, '#replies');
    await sam.getByRole('button', {name: 'Add a reply'}).click();
    await sam.getByLabel('Name', {exact: true}).fill('Arrival');
    await sam.getByLabel('Text').fill('Guten Tag {guest}, Ihr Zimmer ist ab 15 Uhr frei.');
    await sam.getByRole('button', {name: 'Save', exact: true}).click();
    await sam.getByRole('heading', {name: 'Arrival'}).waitFor();
    await sam.getByRole('button', {name: 'Change "Arrival"'}).click();
    await sam.getByLabel('Text').fill('Guten Tag {guest}, Ihr Zimmer ist ab 14 Uhr frei.');
    await sam.getByRole('button', {name: 'Save', exact: true}).click();
    await sam.getByText('ab 14 Uhr frei').waitFor();

    await ann.getByRole('button', {name: 'Saved replies'}).click();
    await ann.getByRole('button', {name: /Arrival/}).click();
    assert.equal(await area(ann).inputValue(), 'Guten Tag Lena Vogt, Ihr Zimmer ist ab 14 Uhr frei.');
    await area(ann).press('Enter');
    await ann.locator('.bubble', {hasText: 'Guten Tag Lena Vogt'}).waitFor();

    await sam.getByRole('button', {name: 'Remove "Arrival"'}).click();
    await sam.getByText('No saved reply yet.').waitFor();
    await stage.show(sam, '#inbox');
    await open(sam, 'Lena Vogt');
  });

  it('finds words in what was written, and shows where', async () => {
    const search = sam.getByRole('searchbox', {name: 'Find a guest or words'});
    await search.fill('BALKON zimmer');
    await sam.getByText('1 conversation found.').waitFor();
    await sam.locator('wa-list a', {hasText: 'Haben Sie ein Zimmer mit Balkon?'}).click();
    await search.fill('no such words');
    await sam.getByText('0 conversations found.').waitFor();
    await search.fill(guest);
    await sam.getByText('1 conversation found.').waitFor();
    await search.fill('');
    const eve = await stage.person('eve');
    await eve.getByRole('searchbox', {name: 'Find a guest or words'}).fill('Balkon');
    await eve.getByText('0 conversations found.').waitFor();
  });

  it('keeps other ways to write folded behind one line', async () => {
    const more = sam.locator('wa-composer details', {hasText: 'More ways to write'});
    assert.equal(await more.getByRole('button', {name: 'Send a place'}).isVisible(), false);
    await more.locator('summary').click();
    const ways = await more.getByRole('button').allInnerTexts();
    assert.ok(ways.length > 8, ways.join());
    assert.ok(!ways.some((one) => /again|Disconnect|Pause/.test(one)), ways.join());
    await more.locator('summary').click();
  });

  it('hands an admin all that is held of a guest as a file, and forgets him for good', async () => {
    const from = '4915166666666';
    await stage.sim('guest/write', {phone_number_id: number.phone_number_id, from, name: 'Erika Gast', text: 'Bitte alles über mich senden.'});
    await sam.locator('wa-list a', {hasText: 'Erika Gast'}).click();
    await sam.locator('wa-person summary').click();
    await sam.locator('wa-person').getByText(`+${from}`).waitFor();
    assert.equal(await sam.getByRole('button', {name: 'Forget for good'}).count(), 0, 'staff are not offered it');
    await stage.show(sam, '#inbox');

    await open(ann, 'Erika Gast');
    await ann.locator('wa-person summary').click();
    const [download] = await Promise.all([ann.waitForEvent('download'), ann.getByRole('button', {name: 'Save all that is held'}).click()]);
    const held = JSON.parse(readFileSync(await download.path(), 'utf8'));
    assert.match(download.suggestedFilename(), /^con_\w+\.json$/);
    assert.equal(held.contact.phone, `+${from}`);
    assert.deepEqual(held.messages.map((one) => one.text), ['Bitte alles über mich senden.']);

    await ann.getByRole('button', {name: 'Forget for good'}).click();
    const question = ann.locator('wa-ask');
    await question.getByRole('heading', {name: 'Forget Erika Gast?'}).waitFor();
    await question.getByRole('button', {name: 'Cancel'}).click();
    await question.waitFor({state: 'detached'});
    await ann.getByRole('button', {name: 'Forget for good'}).click();
    await question.getByRole('button', {name: 'Forget for good'}).click();
    await ann.getByText('The guest is being forgotten.').waitFor();
    for (const page of [ann, sam]) await page.locator('wa-list a', {hasText: 'Erika Gast'}).waitFor({state: 'detached'});
    await stage.until('ann', '/admin/erasures', ({erasures}) => erasures[0]?.messages === 1);
    for (const page of [ann, sam]) await open(page, 'Lena Vogt');
  });

  it('says that two guests are one person, and takes it back', async () => {
    await stage.sim('guest/write', {phone_number_id: number.phone_number_id, from: '34600111222', name: 'Lena V.', text: 'Vom anderen Telefon'});
    await sam.locator('wa-list a', {hasText: 'Lena V.'}).waitFor();
    const person = sam.locator('wa-person');
    await person.locator('summary').click();
    await person.getByText('+4915112345678').waitFor();
    await person.getByRole('searchbox').fill('34600');
    await person.getByRole('button', {name: /Join with Lena V/}).click();
    await person.locator('wa-ask').getByRole('button', {name: 'Join'}).click();
    await sam.locator('wa-thread .bubble', {hasText: 'Vom anderen Telefon'}).waitFor();
    await sam.locator('wa-thread .bubble', {hasText: 'Balkon'}).waitFor();
    assert.equal(await sam.locator('wa-list a').count(), 1);

    await sam.locator('wa-person li', {hasText: '+34600111222'}).getByRole('checkbox').check();
    await sam.locator('wa-person').getByRole('button', {name: 'Separate the chosen'}).click();
    await sam.waitForFunction(() => {
      const inbox = document.querySelector('wa-channels').shadowRoot.querySelector('wa-inbox').shadowRoot;
      return inbox.querySelectorAll('wa-list a').length === 2;
    });
    await sam.locator('wa-thread .bubble', {hasText: 'Vom anderen Telefon'}).waitFor({state: 'detached'});
  });

  it('tells times as the hotel reads them, wherever the browser is', async () => {
    const far = await stage.person('sam', {timezoneId: 'Pacific/Auckland'});
    await far.goto(stage.host);
    await far.getByRole('link', {name: 'Inbox'}).waitFor();
    await far.locator('wa-list a', {hasText: 'Lena Vogt'}).click();
    const time = far.locator('wa-thread .bubble', {hasText: 'Balkon'}).locator('time');
    const zones = await far.evaluate(() => document.querySelector('wa-channels').tenants);
    const zone = zones.harbour.timeZone;
    assert.notEqual(zone, 'Pacific/Auckland');
    const at = await time.getAttribute('datetime');
    const wanted = new Intl.DateTimeFormat('en', {hour: '2-digit', minute: '2-digit', timeZone: zone}).format(new Date(at));
    assert.equal((await time.innerText()).replace(/\s/g, ' '), wanted.replace(/\s/g, ' '));
    await far.goto(`${stage.host}${stage.mount}/app/`);
    await far.locator('wa-list a', {hasText: 'Lena Vogt'}).click();
    await time.waitFor();
    assert.equal((await time.innerText()).replace(/\s/g, ' '), wanted.replace(/\s/g, ' '), "on the plugin's own page too");
    assert.deepEqual(far.faults, []);
  });

  it("pictures what was written, what waits and how far the import is, each with its figures beside", async () => {
    await stage.show(ann, `#numbers/${account}`);
    const card = ann.locator('wa-pictures section', {hasText: 'Messages per day'});
    await card.getByRole('img', {name: /messages from/}).waitFor();
    assert.ok((await card.locator('svg.chart rect').count()) >= 2, 'a column of two colours');
    await card.getByText('The same as a table').click();
    const rows = await card.locator('tbody tr').allInnerTexts();
    const all = await stage.until('ann', `/v1/accounts/${account}/message-times`, ({parts}) => parts);
    const sum = all.reduce((total, part) => total + (part.customer ?? 0) + (part.api ?? 0) + (part.business_app ?? 0), 0);
    const told = rows.reduce((total, row) => total + row.split('\t').slice(1).reduce((one, cell) => one + Number(cell), 0), 0);
    assert.equal(told, sum, rows.join(' | '));
    assert.ok(rows.length >= 14, `${rows.length} days`);
    await ann.locator('wa-pictures', {hasText: 'Waiting to be sent'}).getByText(/leave(s)? per second/).waitFor();
  });

  it('prints one page a kind of number, in three languages', async () => {
    for (const provider of ['coex', 'meta', 'meow']) {
      for (const language of ['en', 'tr', 'es']) {
        await stage.show(ann, `#guide/${provider}`, `?lang=${language}`);
        await ann.locator('wa-guide li strong').first().waitFor();
        const pdf = (await ann.pdf({format: 'A4', margin: {top: '12mm', bottom: '12mm', left: '12mm', right: '12mm'}})).toString('latin1');
        assert.equal([...pdf.matchAll(/\/Type\s*\/Page\b/g)].length, 1, `${provider} ${language}`);
      }
    }
    await stage.show(ann, '#guide/coex');
    await ann.locator('wa-guide li strong', {hasText: 'Disconnect'}).first().waitFor();
    assert.equal(await ann.locator('wa-guide li strong', {hasText: /^Pause/}).count(), 0);
  });

  it('opens a conversation at the message that was found, and goes on from there to both sides', async () => {
    const from = '4915177777777';
    const filler = (count, word) => stage.sim('guest/write', {phone_number_id: number.phone_number_id, from, name: 'Old Friend', text: `${word} ${count}`});
    const second = () => new Promise((resume) => setTimeout(resume, 1100)); // the platform's clock counts seconds
    for (let count = 0; count < 70; count += 1) await filler(count, 'before');
    await second();
    await stage.sim('guest/write', {phone_number_id: number.phone_number_id, from, name: 'Old Friend', text: 'Do you allow a parrot?'});
    await second();
    for (let count = 0; count < 90; count += 1) await filler(count, 'after');
    const friend = await stage.until('sam', '/v1/conversations', ({conversations}) => conversations.find((one) => one.person?.name === 'Old Friend'));
    await stage.until('sam', `/v1/conversations/${friend.id}/messages?limit=200`, ({messages}) => messages.length === 161);
    const search = sam.getByRole('searchbox', {name: 'Find a guest or words'});
    await search.fill('parrot');
    await sam.getByText('1 conversation found.').waitFor(); // until then the list says what it knew before, without the message
    await sam.locator('wa-list a', {hasText: 'Do you allow a parrot?'}).click();
    const found = sam.locator('.message.found');
    await found.locator('.bubble', {hasText: 'Do you allow a parrot?'}).waitFor();
    const box = sam.locator('wa-thread .messages');
    const in_sight = async () => {
      const [own, around] = [await found.boundingBox(), await box.boundingBox()];
      return own.y >= around.y && own.y + own.height <= around.y + around.height;
    };
    assert.ok(await in_sight(), 'it is in sight');
    assert.ok(await found.evaluate((item) => item === item.getRootNode().activeElement), 'whoever reads by ear hears it');
    assert.match(sam.url(), /#inbox\/cnv_\w+\/msg_\w+$/);

    await box.hover();
    const scroll_for = async (by, count, text) => {
      for (let step = 0; step < 200 && (await sam.locator('.words', {hasText: text}).count()) < count; step += 1) {
        await sam.mouse.wheel(0, by);
        await sam.waitForTimeout(50);
      }
      assert.equal(await sam.locator('.words', {hasText: text}).count(), count);
    };
    await scroll_for(-800, 70, /^before/);
    await scroll_for(800, 90, /^after/);
    await stage.sim('guest/write', {phone_number_id: number.phone_number_id, from, name: 'Old Friend', text: 'It talks.'});
    await sam.locator('.bubble', {hasText: 'It talks.'}).waitFor();
    const texts = (await sam.locator('wa-thread .bubble .words').allTextContents()).map((text) => text.trim());
    assert.equal(new Set(texts).size, texts.length, 'nothing stands there twice');
    assert.equal(texts.length, 162, 'and nothing is left out');

    await sam.reload();
    await found.waitFor();
    assert.ok(await in_sight(), 'its address leads to it');
    const address = sam.url();
    await stage.show(sam, '#phone');
    await sam.goto(address.replace(/msg_\w+$/, 'msg_0000000000000000'));
    await sam.getByText('This message is not in the conversation any more.').waitFor();
    await sam.locator('.bubble', {hasText: 'It talks.'}).waitFor();
  });
});
