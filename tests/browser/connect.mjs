// Connecting a number by the platform's dialog, as an admin at a screen does it.
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';

import {Stage} from './stage.mjs';

/** Everything up to the dialog's window; counts the clicks in our own page. */
async function to_the_dialog(stage, page) {
  let clicks = 0;
  const click = async (what) => {
    clicks += 1;
    await what.click();
  };
  await stage.show(page, '#numbers');
  await click(page.getByRole('link', {name: 'Add number'}));
  await click(page.getByRole('radio', {name: /WhatsApp Business app on a phone/}));
  const opened = page.waitForEvent('popup');
  await click(page.getByRole('button', {name: 'Continue with Meta'}));
  const popup = await opened;
  await popup.getByRole('button', {name: 'Finish'}).waitFor();
  return {popup, clicks};
}

async function finish(popup, number) {
  await popup.getByLabel('Phone number').selectOption(number.phone_number_id ?? number);
  await popup.getByRole('button', {name: 'Finish'}).click();
}

describe('connecting a number', () => {
  let stage;
  let page;
  before(async () => {
    stage = await Stage.start();
    page = await stage.person('ann');
  });
  after(async () => {
    assert.deepEqual(page?.faults, [], 'the pages ran without faults');
    await stage?.stop();
  });

  it('tells that the dialog was denied, in words and with the next step', async () => {
    const {popup} = await to_the_dialog(stage, page);
    await page.getByText("Meta's dialog is open in a window of its own").waitFor();
    await popup.getByRole('button', {name: 'Cancel'}).click();
    await page.getByText('The dialog was closed, or the permission was not given.').waitFor();
    await page.getByText('Start again and confirm each step of the dialog.').waitFor();
    await page.getByRole('button', {name: 'Start again'}).click();
    await page.getByText('Which number is it?').waitFor();
  });

  it('ends a half-finished attempt when somebody starts again', async () => {
    const {popup} = await to_the_dialog(stage, page);
    const operation = new URL(page.url()).hash.split('/')[1];
    await page.getByRole('button', {name: 'Start again'}).click();
    await page.getByText('Which number is it?').waitFor();
    const {operation: ended} = (await stage.rest('ann', 'GET', `/v1/operations/${operation}`)).json;
    assert.equal(ended.state, 'failed');
    assert.equal(ended.problem.code, 'connect_called_off');
    if (!popup.isClosed()) await popup.close();
  });

  it('connects with at most four clicks of ours, whatever the dialog cuts off', async () => {
    const {popup, clicks} = await to_the_dialog(stage, page);
    assert.ok(clicks <= 4, `${clicks} clicks`);
    const alone = await popup.evaluate(() => window.opener === null);
    assert.ok(alone, "the dialog's page is cut off from ours, as the platform's is");
    await finish(popup, stage.phone_id);
    await page.getByRole('heading', {name: 'The number is connected'}).waitFor();
    await page.getByText('Chats of the past asked for (done)').waitFor({state: 'attached'});
    await page.getByRole('link', {name: 'Look at the number'}).click();
    await page.getByRole('heading', {name: /Hotel Harbour/}).waitFor();
    await page.getByRole('link', {name: 'All numbers'}).click();
    await page.locator('.line', {hasText: stage.digits}).waitFor();
  });

  it('refuses an answer of the dialog that was used', async () => {
    const number = await stage.number(11, {onboarded: false});
    const {popup} = await to_the_dialog(stage, page);
    const back = popup.waitForRequest(/\/connect\/callback\?/);
    await finish(popup, number);
    const callback = (await back).url();
    await page.getByRole('heading', {name: 'The number is connected'}).waitFor();
    const again = await page.context().newPage();
    await again.goto(callback);
    await again.getByText('This connection has had its answer already.').waitFor();
    await again.close();
  });

  it('connects though the window was closed as soon as the dialog was finished', async () => {
    const number = await stage.number(12, {onboarded: false});
    const {popup} = await to_the_dialog(stage, page);
    popup.on('response', (answer) => {
      if (answer.url().includes('/connect/callback')) void popup.close().catch(() => {});
    });
    await finish(popup, number).catch(() => {}); // the window may be gone before the click is answered
    await page.getByRole('heading', {name: 'The number is connected'}).waitFor();
  });

  it('connects a number that is on no phone, and registers it', async () => {
    const number = await stage.number(29, {onboarded: false, coex: false});
    await stage.show(page, '#numbers');
    await page.getByRole('link', {name: 'Add number'}).click();
    await page.getByRole('radio', {name: /on no phone/}).click();
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', {name: 'Continue with Meta'}).click();
    const popup = await opened;
    await page.getByText('WhatsApp sends a code to the number').waitFor();
    await popup.getByRole('button', {name: 'Finish'}).waitFor();
    await finish(popup, number);
    await page.getByRole('heading', {name: 'The number is connected'}).waitFor();
    await page.getByText('Registered with WhatsApp (done)').waitFor({state: 'attached'});
    await page.getByText('No phone is needed.').waitFor();
  });

  it('recognises the wrong way, on which the number left its app', async () => {
    const number = await stage.number(16, {onboarded: false});
    await stage.sim('settings', {extras_ignored: true}); // the platform leads to the code by SMS, whatever was asked for
    try {
      const {popup} = await to_the_dialog(stage, page);
      await page.getByText(/If you are asked for a code by SMS or call, stop/).waitFor();
      await finish(popup, number);
      await page.getByText(/This number is not in the WhatsApp Business app/).first().waitFor();
    } finally {
      await stage.sim('settings', {extras_ignored: false});
    }
    await page.getByRole('button', {name: 'Start again'}).waitFor();
    await page.getByRole('link', {name: 'What is the matter?'}).click();
    await page.getByRole('heading', {name: 'The wrong way: a code by SMS or call'}).waitFor();
    await page.getByText("Close Meta's window without entering the code").waitFor();
    await page.getByText(/It was tried often enough|second(s?) left/).first().waitFor(); // the scenes before failed on purpose
  });

  it('tells by name what somebody saw, and what to send to the support of Meta', async () => {
    await stage.show(page, '#diagnose');
    await page.getByLabel('What did the screen say?').fill('Error 2655093');
    await page.getByRole('button', {name: 'Find out'}).click();
    await page.getByRole('heading', {name: 'Still connected with another provider'}).waitFor();
    await page.getByText('(The phone\'s owner)').first().waitFor();
    await page.getByText('2 minutes left').first().waitFor();
    assert.ok(await page.getByRole('button', {name: 'Check again'}).first().isDisabled(), 'nobody repeats it blindly');
    await page.getByText("Text for Meta's support").first().click();
    await page.getByText(/Error codes: 2655093/).waitFor();
    await page.getByLabel('What did the screen say?').fill('');
    await page.getByRole('checkbox', {name: /grey and cannot be chosen/}).check();
    await page.getByRole('button', {name: 'Find out'}).click();
    await page.getByRole('heading', {name: 'The account belongs to the owner of the app'}).waitFor();
  });

  it('says that the owner shares no past, and connects again what was disconnected', async () => {
    const number = await stage.number(17, {onboarded: false, share_history: false});
    const first = await to_the_dialog(stage, page);
    await finish(first.popup, number);
    await page.getByRole('link', {name: 'Look at the number'}).click();
    await page.getByText('The owner chose not to share the past.').waitFor();
    await stage.sim('owner/disconnect', {phone_number_id: number.phone_number_id});
    await page.getByRole('link', {name: 'Connect it again'}).click();
    await page.getByRole('radio', {name: /WhatsApp Business app on a phone/}).check();
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', {name: 'Continue with Meta'}).click();
    await finish(await opened, number);
    await page.getByRole('heading', {name: 'The number is connected'}).waitFor();
    await page.getByRole('link', {name: 'Look at the number'}).click();
    await page.locator('.pill', {hasText: /Connected/}).waitFor();
  });

  it('keeps connecting off with the reason while the setup lacks a must', async () => {
    const look = async (sign) => {
      await stage.show(page, '#numbers');
      await stage.show(page, '#connect');
      await page.getByRole('radio', {name: /WhatsApp Business app on a phone/}).check();
      await page.getByText('Is everything set up for connecting?').click();
      await page.getByRole('button', {name: 'Check the setup'}).click();
      await page.getByText(sign).waitFor();
    };
    await stage.sim('apps', {...stage.app_setup, fields: ['messages', 'account_update']});
    try {
      await look('Something is missing.');
      await page.getByText('history, smb_app_state_sync, smb_message_echoes').waitFor();
      await page.getByText('The setup lacks what every connection needs').first().waitFor();
      assert.ok(await page.getByRole('button', {name: 'Continue with Meta'}).isDisabled());
    } finally {
      await stage.sim('apps', stage.app_setup);
    }
    await look('Nothing is missing that could be seen from here.');
    await page.getByText(`${stage.host}${stage.mount}/connect/callback`).waitFor();
    assert.ok(await page.getByRole('button', {name: 'Continue with Meta'}).isEnabled());
  });

  it('lets the person choose when another number came out than the one that was named', async () => {
    const number = await stage.number(19, {onboarded: false});
    await stage.show(page, '#numbers');
    await stage.show(page, '#connect');
    await page.getByRole('radio', {name: /WhatsApp Business app on a phone/}).check();
    await page.getByLabel('Phone number').fill('+90 532 000 00 00');
    await page.getByText('What Meta will ask about the business').click();
    await page.getByLabel('Name as the business is registered').fill('Harbour Hotels Ltd.');
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', {name: 'Continue with Meta'}).click();
    const popup = await opened;
    await popup.getByRole('button', {name: 'Finish'}).waitFor();
    assert.match(decodeURIComponent(popup.url()), /"business":\{"name":"Harbour Hotels Ltd\."\}/, 'filled in for the person');
    await finish(popup, number);
    await page.getByRole('heading', {name: 'Which of these numbers is meant?'}).waitFor();
    await page.getByRole('button', {name: new RegExp(number.display_phone_number)}).click();
    await page.getByRole('heading', {name: 'The number is connected'}).waitFor();
  });

  it('offers this tab and a link when the browser blocks the window', async () => {
    const number = await stage.number(13, {onboarded: false});
    await page.addInitScript(() => {
      window.open = () => null; // what a blocker answers
    });
    await page.reload();
    await stage.show(page, '#connect');
    await page.getByRole('radio', {name: /WhatsApp Business app on a phone/}).check();
    await page.getByRole('button', {name: 'Continue with Meta'}).click();
    await page.getByRole('heading', {name: 'The browser blocked the window'}).waitFor();
    const link = await page.getByLabel(/send this link/).inputValue();
    assert.match(link, /\/connect\/start\?ticket=/);
    await page.getByRole('button', {name: 'Open it in this tab'}).click();
    await page.getByRole('button', {name: 'Finish'}).waitFor();
    await finish(page, number);
    await page.waitForURL(/\/app\/.*#connect\//);
    await page.getByRole('heading', {name: 'The number is connected'}).waitFor();
    assert.ok(!new URL(page.url()).search.includes('operation'), 'the address is clean again');
  });

  it('lets the owner of the phone use the link on a device of his own', async () => {
    const number = await stage.number(14, {onboarded: false});
    await stage.show(page, '#connect');
    await page.getByRole('radio', {name: /WhatsApp Business app on a phone/}).check();
    await page.getByRole('button', {name: 'Continue with Meta'}).click();
    const link = await page.getByLabel(/send this link/).inputValue();
    const context = await stage.browser.newContext();
    const owner = await context.newPage();
    await owner.goto(link);
    await finish(owner, number);
    await owner.getByText('WhatsApp has answered').waitFor();
    await stage.until('ann', '/v1/accounts', ({accounts}) => accounts.find((one) => one.address === `+${number.display_phone_number}` && one.state !== 'onboarding'));
    await context.close();
  });

  it('makes a link with a QR code, with which a client connects on his own phone', async () => {
    const number = await stage.number(18, {onboarded: false});
    await stage.show(page, '#links');
    await page.getByLabel(/Who asks/).fill('Hotel Harbour');
    await page.getByLabel('Language of the page').selectOption('es');
    await page.getByRole('button', {name: 'Make the link'}).click();
    await page.getByRole('img', {name: 'QR code'}).waitFor();
    const link = await page.getByLabel("Send this to the phone's owner").inputValue();
    await page.getByText('Not opened yet').waitFor();

    const context = await stage.browser.newContext({viewport: {width: 320, height: 640}, isMobile: true, locale: 'de'});
    const client = await context.newPage();
    const elsewhere = [];
    client.on('request', (request) => elsewhere.push(new URL(request.url()).host));
    await client.goto(link);
    await client.getByText('Hotel Harbour le pide que conecte su número de WhatsApp.').waitFor();
    assert.ok(await client.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it fits a phone');
    assert.deepEqual([...new Set(elsewhere)], [new URL(stage.host).host], 'the page asks nobody else');
    await page.getByText('Opened', {exact: true}).waitFor();
    await client.getByRole('link', {name: 'Continuar con Meta'}).click();
    await client.getByRole('button', {name: 'Cancel'}).click();
    await client.getByText('El número no se conectó').waitFor();
    await page.getByText('Failed', {exact: true}).waitFor();
    await client.getByRole('link', {name: 'Empezar de nuevo'}).click();
    await finish(client, number);
    await client.getByText('El número está conectado').waitFor();
    await page.getByText(/begun 2 times/).waitFor();
    await page.getByRole('link', {name: 'Look at the number'}).first().click();
    await page.getByRole('heading', {name: /Hotel 18/}).waitFor();
    await context.close();
  });

  it('ends a link that was taken back', async () => {
    await stage.show(page, '#links');
    await page.getByLabel('Language of the page').selectOption('en');
    await page.getByRole('button', {name: 'Make the link'}).click();
    const link = await page.getByLabel("Send this to the phone's owner").inputValue();
    await page.getByRole('button', {name: 'Take it back'}).click();
    await page.getByText('Taken back', {exact: true}).waitFor();
    const context = await stage.browser.newContext();
    const client = await context.newPage();
    const answer = await client.goto(link);
    assert.equal(answer.status(), 410);
    await client.getByText('This link is not valid any more').waitFor();
    await context.close();
  });

  it("works from a CRM's own page with connect.js", async () => {
    const number = await stage.number(15, {onboarded: false});
    const own = await stage.person('ann');
    await own.goto(stage.host);
    const opened = own.waitForEvent('popup');
    await own.evaluate(async (address) => {
      const {connect} = await import(address);
      globalThis.told = [];
      const attempt = connect({tenant: 'harbour'});
      for (const name of ['blocked', 'step', 'choose', 'closed', 'done', 'failed', 'away']) attempt.addEventListener(name, ({detail}) => globalThis.told.push([name, detail]));
    }, `${stage.mount}/app/connect.js`);
    const popup = await opened;
    await finish(popup, number);
    await own.waitForFunction(() => globalThis.told.some(([name]) => name === 'done'));
    const told = await own.evaluate(() => globalThis.told);
    assert.match(told.at(-1)[1].account, /^acc_/);
    assert.ok(told.filter(([name]) => name === 'step').length > 1, JSON.stringify(told));
    assert.equal(told.filter(([name]) => name === 'failed' || name === 'blocked').length, 0);
    assert.deepEqual(own.faults, []);
  });

  /** A CRM's page of its own, on which `attempt` and what it told stand as globals. */
  async function own_page(begin) {
    const own = await stage.person('ann');
    await own.goto(stage.host);
    await own.evaluate(async (address) => {
      const lib = await import(address);
      globalThis.told = [];
      globalThis.begin = (how, ...what) => {
        globalThis.attempt = lib[how](...what);
        for (const name of ['blocked', 'step', 'choose', 'closed', 'done', 'failed', 'away']) attempt.addEventListener(name, ({detail}) => globalThis.told.push([name, detail]));
      };
    }, `${stage.mount}/app/connect.js`);
    const popup = begin[0] === 'connect' ? own.waitForEvent('popup') : undefined;
    await own.evaluate((what) => globalThis.begin(...what), begin);
    const told = (name) => own.waitForFunction((name) => globalThis.told.find(([one]) => one === name)?.[1], name).then((found) => found.jsonValue());
    const count = (name) => own.evaluate((name) => globalThis.told.filter(([one]) => one === name).length, name);
    return {own, popup: await popup, told, count};
  }

  it('tells a CRM with connect.js of a closed window as a hint, and follows the attempt from another page', async () => {
    const number = await stage.number(61, {onboarded: false});
    const first = await own_page(['connect', {tenant: 'harbour'}]);
    await first.popup.getByRole('button', {name: 'Finish'}).waitFor();
    await first.popup.close();
    await first.told('closed');
    const operation = await first.own.evaluate(() => globalThis.attempt.operation);
    const {state} = (await stage.rest('ann', 'GET', `/v1/operations/${operation}`)).json.operation;
    assert.equal(state, 'pending', 'it ends nothing');

    const second = await own_page(['follow', operation, {tenant: 'harbour'}]); // as after the page was loaded anew
    assert.equal((await second.told('step')).stage, 'waiting');
    const opened = second.own.waitForEvent('popup');
    await second.own.evaluate(() => globalThis.attempt.reopen());
    await finish(await opened, number);
    const {account} = await second.told('done');
    assert.match(account, /^acc_/);
    assert.deepEqual(await first.told('done'), {account});
    for (const page of [first, second]) {
      assert.equal(await page.count('done'), 1);
      assert.equal(await page.count('failed'), 0);
      assert.ok((await page.count('closed')) <= 1);
      await page.own.close();
    }
  });

  it('lets a CRM with connect.js choose among several numbers', async () => {
    const number = await stage.number(62, {onboarded: false});
    const {own, popup, told, count} = await own_page(['connect', {tenant: 'harbour', phone: '+905320000000'}]);
    await finish(popup, number);
    const {candidates} = await told('choose');
    assert.deepEqual(candidates.map((one) => one.phone_number_id), [number.phone_number_id]);
    await own.evaluate((id) => globalThis.attempt.choose(id), number.phone_number_id);
    await told('done');
    assert.equal(await count('failed'), 0);
    await own.close();
  });

  it('connects a number that is on no phone with connect.js', async () => {
    const number = await stage.number(63, {onboarded: false, coex: false});
    const {own, popup, told} = await own_page(['connect', {tenant: 'harbour', provider: 'meta'}]);
    await finish(popup, number);
    const {account} = await told('done');
    assert.equal((await stage.rest('ann', 'GET', `/v1/accounts/${account}`)).json.provider, 'meta');
    await own.close();
  });

  it('tells a CRM with connect.js of a blocked window, a refusal and an end', async () => {
    const own = await stage.person('ann');
    await own.goto(stage.host);
    const told = await own.evaluate(async (address) => {
      const {connect} = await import(address);
      window.open = () => null;
      const told = [];
      const events = (attempt) => new Promise((ended) => {
        for (const name of ['blocked', 'done', 'failed']) {
          attempt.addEventListener(name, ({detail}) => {
            told.push([name, detail.code ?? typeof detail.link]);
            if (name === 'blocked') void attempt.cancel();
            else ended();
          });
        }
      });
      await events(connect({tenant: 'nobody'}));
      await events(connect({tenant: 'harbour'}));
      return told;
    }, `${stage.mount}/app/connect.js`);
    assert.deepEqual(told, [['failed', 'tenant_not_found'], ['blocked', 'string'], ['failed', 'connect_called_off']]);
  });

  it('offers staff nothing of it', async () => {
    const sam = await stage.person('sam');
    await stage.show(sam, '#numbers');
    await sam.locator('.line').first().waitFor();
    assert.equal(await sam.getByRole('link', {name: 'Add number'}).count(), 0);
    assert.equal(await sam.getByRole('link', {name: 'Admin'}).count(), 0);
  });
});

describe('an hour later', () => {
  let stage;
  let page;
  before(async () => {
    stage = await Stage.start('--clock');
    page = await stage.person('ann');
  });
  after(async () => {
    assert.deepEqual(page?.faults, [], 'the pages ran without faults');
    await stage?.stop();
  });

  it('says that the dialog was not finished in time, and begins anew', async () => {
    const own = await stage.person('ann');
    await own.goto(stage.host);
    const opened = own.waitForEvent('popup');
    await own.evaluate(async (address) => {
      const {connect} = await import(address);
      globalThis.failed = new Promise((told) => connect({tenant: 'harbour'}).addEventListener('failed', ({detail}) => told(detail.code)));
    }, `${stage.mount}/app/connect.js`);
    await (await opened).getByRole('button', {name: 'Finish'}).waitFor();
    const {popup} = await to_the_dialog(stage, page);
    await page.getByText("Meta's dialog is open in a window of its own").waitFor();

    stage.turn_clock(3_700_000);
    await page.getByText('The dialog was not finished within the hour that it is good for.').waitFor();
    assert.equal(await own.evaluate(() => globalThis.failed), 'connect_expired');
    await popup.getByRole('button', {name: 'Finish'}).click(); // too late
    await popup.getByText('The number was not connected').waitFor();
    await page.getByRole('button', {name: 'Start again'}).click();
    await page.getByText('Which number is it?').waitFor();

    const number = await stage.number(64, {onboarded: false});
    const again = await to_the_dialog(stage, page);
    await finish(again.popup, number);
    await page.getByRole('heading', {name: 'The number is connected'}).waitFor();
  });
});
