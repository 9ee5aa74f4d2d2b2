// By keyboard alone: what a person without a mouse does from the first tab stop to the end of each errand.
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';

import {Stage} from './stage.mjs';

const furthest = 120; // tab stops from one place to the next

/** Presses Tab until that element has the focus, and checks that a person sees where he is. */
async function tab_to(page, locator) {
  await locator.first().waitFor();
  for (let stops = 0; stops < furthest; stops += 1) {
    await page.keyboard.press('Tab');
    const here = await locator.evaluateAll((found) => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      if (!found.includes(active)) return undefined;
      const style = getComputedStyle(active);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    });
    if (here !== undefined) {
      assert.ok(here, `the focus is seen on ${locator}`);
      return;
    }
  }
  assert.fail(`${locator} is not reached by ${furthest} tab stops`);
}

async function press(page, locator, key = 'Enter') {
  await tab_to(page, locator);
  await page.keyboard.press(key);
}

describe('by keyboard alone', () => {
  let stage;
  let page;
  before(async () => {
    stage = await Stage.start();
    page = await stage.person('ann');
    await page.addInitScript(() => addEventListener('pointerdown', () => (globalThis.clicked = true), true));
    await stage.show(page, '#inbox');
  });
  after(async () => {
    assert.deepEqual(page?.faults, [], 'the pages ran without faults');
    assert.notEqual(await page?.evaluate(() => globalThis.clicked), true, 'nothing was clicked');
    await stage?.stop();
  });

  const nav = (name) => page.getByRole('navigation').getByRole('link', {name});

  it('a number is connected', async () => {
    await press(page, nav('Numbers'));
    await press(page, page.getByRole('link', {name: 'Add number'}));
    await press(page, page.getByRole('radio', {name: /WhatsApp Business app on a phone/}), 'Space');
    const opened = page.waitForEvent('popup');
    await press(page, page.getByRole('button', {name: 'Continue with Meta'}));
    const popup = await opened;
    await popup.getByLabel('Phone number').waitFor();
    await popup.getByLabel('Phone number').selectOption(stage.phone_id); // the platform's page, not ours
    await popup.getByRole('button', {name: 'Finish'}).press('Enter');
    await page.getByRole('heading', {name: 'The number is connected'}).waitFor();
    await press(page, page.getByRole('link', {name: 'Look at the number'}));
    await page.getByRole('heading', {name: /Hotel Harbour/}).waitFor();
  });

  it('a guest is answered, and found again by what he wrote', async () => {
    const wrote = await stage.sim('guest/write', {phone_number_id: stage.phone_id, from: '4915112345678', name: 'Lena Vogt', text: 'Gibt es ein Kinderbett?'});
    assert.ok(wrote.wamid);
    await press(page, nav('Inbox'));
    await press(page, page.locator('wa-list a', {hasText: 'Lena Vogt'}));
    await tab_to(page, page.getByRole('textbox', {name: 'Write a reply'}));
    await page.keyboard.type('Ja, gern.');
    await page.keyboard.press('Enter');
    await page.locator('.bubble', {hasText: 'Ja, gern.'}).waitFor();
    await tab_to(page, page.getByRole('searchbox', {name: 'Find a guest or words'}));
    await page.keyboard.type('kinderbett');
    await page.getByText('1 conversation found.').waitFor();
    await press(page, page.locator('wa-list a', {hasText: 'Gibt es ein Kinderbett?'}));
    await page.locator('.message.found', {hasText: 'Gibt es ein Kinderbett?'}).waitFor();
  });

  it('a number is disconnected, with the question answered first by no and then by yes', async () => {
    await press(page, nav('Numbers'));
    await press(page, page.locator('a.line', {hasText: 'Hotel Harbour'}));
    const disconnect = page.locator('wa-actions').getByRole('button', {name: 'Disconnect', exact: true});
    const question = page.locator('wa-ask dialog[open]');
    await press(page, disconnect);
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({state: 'detached'});
    await press(page, disconnect);
    await press(page, page.locator('wa-ask').getByRole('button', {name: 'Disconnect'}));
    await page.locator('.pill', {hasText: 'Waiting for the phone'}).waitFor();
    await stage.sim('owner/disconnect', {phone_number_id: stage.phone_id});
    await page.locator('.pill', {hasText: 'Disconnected'}).waitFor();
  });

  it('a link for a client is made and taken back', async () => {
    await press(page, nav('Numbers'));
    await press(page, page.getByRole('link', {name: 'Links for clients'}));
    await tab_to(page, page.getByLabel(/Who asks/));
    await page.keyboard.press('Control+A');
    await page.keyboard.type('The Harbour');
    await press(page, page.getByRole('button', {name: 'Make the link'}));
    await page.getByRole('heading', {name: 'The Harbour'}).waitFor();
    await tab_to(page, page.getByLabel("Send this to the phone's owner"));
    const chosen = await page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      return active.value.slice(active.selectionStart, active.selectionEnd);
    });
    assert.match(chosen, /^http.*\/connect\/link\?key=/, 'whoever comes to it copies it whole');
    await press(page, page.getByRole('button', {name: 'Take it back'}));
    await page.getByText('Taken back', {exact: true}).waitFor();
  });
});
