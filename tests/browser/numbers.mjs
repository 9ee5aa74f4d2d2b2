// What can be done with a number, and who may.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, describe, it} from 'node:test';

import {Stage} from './stage.mjs';

describe('a number', () => {
  let stage;
  let ann;
  let sam;
  let coex;
  const of = {};
  before(async () => {
    stage = await Stage.start();
    coex = await stage.number(31, {last_onboarded_time: '2026-01-10T09:00:00+0000', subscribed: [stage.app]});
    of.coex = await stage.adopt('ann', 'harbour', 'coex', coex);
    of.meta = await stage.adopt('ann', 'harbour', 'meta', await stage.number(32, {coex: false, subscribed: [stage.app]}));
    const legacy = await stage.rest('ann', 'POST', '/v1/channels/meow/actions/adopt', {tenant: 'harbour', phone: '+905321110033', name: 'Old phone'});
    of.meow = (await stage.until('ann', '/v1/accounts', ({accounts}) => accounts.find((one) => one.provider === 'meow'))).id;
    assert.ok(legacy.status < 300, JSON.stringify(legacy.json));
    ann = await stage.person('ann');
    sam = await stage.person('sam');
  });
  after(async () => {
    assert.deepEqual([...(ann?.faults ?? []), ...(sam?.faults ?? [])], [], 'the pages ran without faults');
    await stage?.stop();
  });

  const action = (page, name) => page.locator('wa-actions').getByRole('button', {name, exact: true});

  it('stands in the list with its kind, the legacy ones in a group of their own', async () => {
    await stage.show(ann, '#numbers');
    await ann.locator('.line', {hasText: 'Coexistence'}).waitFor();
    await ann.locator('.line', {hasText: 'Dedicated number'}).waitFor();
    await ann.getByRole('heading', {name: 'Linked by QR (legacy)'}).waitFor();
    const order = await ann.locator('wa-list .item').allInnerTexts();
    assert.match(order.at(-1), /Old phone/);
  });

  it('is paused and resumed where it is dedicated or legacy, and only there', async () => {
    for (const provider of ['meta', 'meow']) {
      await stage.show(sam, `#numbers/${of[provider]}`);
      await action(sam, 'Pause').click();
      await sam.locator('.pill', {hasText: 'Paused'}).waitFor();
      await action(sam, 'Resume').click();
      await sam.locator('.pill', {hasText: 'Paused'}).waitFor({state: 'hidden'});
      assert.equal(await action(sam, 'Disconnect').count(), 0);
    }
    await stage.show(ann, `#numbers/${of.coex}`);
    await action(ann, 'Disconnect').waitFor();
    assert.equal(await action(ann, 'Pause').count(), 0);
    assert.equal(await action(ann, 'Resume').count(), 0);
  });

  it('is disconnected by its owner on the phone: explained, waited for, and can be taken back', async () => {
    await stage.sim('guest/write', {phone_number_id: coex.phone_number_id, from: '4915112345678', name: 'Lena Vogt', text: 'Hallo'});
    await stage.show(ann, `#numbers/${of.coex}`);
    await action(ann, 'Disconnect').click();
    const dialog = ann.locator('wa-ask');
    await dialog.getByText('Tap Disconnect account and confirm.').first().waitFor();
    await dialog.getByRole('button', {name: 'Cancel'}).click();
    await dialog.waitFor({state: 'detached'});
    await action(ann, 'Disconnect').click();
    await dialog.getByRole('button', {name: 'Disconnect'}).click();
    await ann.locator('.pill', {hasText: 'Waiting for the phone'}).waitFor();

    await stage.show(sam, '#inbox');
    await sam.locator('wa-list a', {hasText: 'Lena Vogt'}).click();
    await sam.getByText(/waiting to be disconnected on the phone/).waitFor();
    assert.equal(await sam.getByRole('textbox', {name: 'Write a reply'}).count(), 0);

    await action(ann, 'Take it back').click();
    await ann.locator('.pill', {hasText: /^\s*Connected/}).waitFor();
    await action(ann, 'Disconnect').click();
    await dialog.getByRole('button', {name: 'Disconnect'}).click();
    await ann.locator('.pill', {hasText: 'Waiting for the phone'}).waitFor();
    await stage.sim('owner/disconnect', {phone_number_id: coex.phone_number_id});
    await ann.locator('.pill', {hasText: 'Disconnected'}).waitFor();
    await ann.getByText('The owner disconnected it on the phone.').first().waitFor();
    await ann.getByRole('link', {name: 'Connect it again'}).waitFor();
  });

  it('is let go by an admin who does not wait for the phone', async () => {
    const number = await stage.number(34, {last_onboarded_time: '2026-01-10T09:00:00+0000', subscribed: [stage.app]});
    const account = await stage.adopt('ann', 'harbour', 'coex', number);
    await stage.show(ann, `#numbers/${account}`);
    await action(ann, 'Disconnect').click();
    await ann.locator('wa-ask').getByRole('button', {name: 'Disconnect'}).click();
    await action(ann, 'Do not wait for the phone').click();
    await ann.locator('wa-ask').getByRole('button', {name: 'Do not wait for the phone'}).click();
    await ann.locator('.pill', {hasText: 'Disconnected'}).waitFor();
  });

  it('is added by its token through a form made from the action', async () => {
    const number = await stage.number(35, {coex: false, subscribed: [stage.app]});
    await stage.show(ann, '#connect');
    await ann.getByRole('radio', {name: /on no phone/}).check();
    await ann.getByRole('button', {name: 'I have an access token instead'}).click();
    const form = ann.locator('wa-action-form');
    await form.getByRole('button').click();
    await form.getByText('Please fill this in.').first().waitFor();
    await form.locator('[name=road]').fill('hotel');
    await form.locator('[name=waba_id]').fill(number.waba_id);
    await form.locator('[name=phone_number_id]').fill(number.phone_number_id);
    await form.locator('[name=access_token]').fill(number.token);
    assert.equal(await form.locator('[name=access_token]').getAttribute('type'), 'password');
    await form.getByRole('button').click();
    await ann.getByRole('heading', {name: /Hotel 35/}).waitFor();
  });

  it('shows admins health, what was set aside and who did what', async () => {
    const raw = {object: 'whatsapp_business_account', entry: [{id: coex.waba_id, changes: 'no list'}]};
    await stage.sim('deliver', {body: raw, app: stage.app, app_id: stage.app});
    await stage.show(ann, '#admin');
    await ann.getByRole('heading', {name: 'Health'}).waitFor();
    await ann.getByRole('heading', {name: 'Who did what'}).waitFor();
    await ann.locator('tr', {hasText: 'ann'}).first().waitFor();
  });

  it('shows admins what is configured, and of secrets only where they are kept', async () => {
    await stage.show(ann, '#admin');
    await ann.getByText('Show the settings').click();
    const settings = ann.locator('wa-settings');
    await settings.locator('tr', {hasText: 'send_share_mps'}).getByText('15', {exact: true}).waitFor();
    await settings.locator('tr', {hasText: 'campaigns.quiet_hours.from'}).getByText('"21:00"').waitFor();
    await settings.getByText(/variable COEXIST_APP_SECRET/).waitFor();
    const secret = JSON.parse(readFileSync(`${stage.folder}/secrets.json`, 'utf8')).COEXIST_APP_SECRET;
    assert.ok(secret.length > 8);
    assert.ok(!(await settings.innerText()).includes(secret));
  });

  it('tells admins why a delivery was set aside, reads it again when they ask, and says what came of it', async () => {
    const held = async () => (await stage.rest('ann', 'GET', '/admin/quarantine')).json;
    const before = (await held()).total;
    await stage.sim('deliver', {body: '{"object":"whatsapp_business_account","entry":[{"id":', app: stage.app});
    await stage.until('ann', '/admin/quarantine', ({total}) => total === before + 1);
    await stage.show(ann, '#numbers');
    await stage.show(ann, '#admin');
    const card = ann.locator('section', {has: ann.getByRole('heading', {name: 'Deliveries set aside'})});
    const {reason, road} = (await held()).quarantine[0];
    assert.ok(reason.length > 10, reason);
    await card.locator('li', {hasText: `${road} · ${reason}`}).first().waitFor();
    await card.getByRole('button', {name: 'Read them again'}).click();
    await card.getByText(`0 deliveries were read. ${before + 1} ${before === 0 ? 'is' : 'are'} left.`).waitFor(); // no update has come since
    assert.equal((await held()).total, before + 1, 'nothing of it is lost');
    await ann.locator('tr', {hasText: 'Deliveries read again'}).first().waitFor();
  });
});
