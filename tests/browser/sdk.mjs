// Connecting by the window of Meta's JavaScript SDK: what it brings in whatever order, what it must not bring, and what is told.
import assert from 'node:assert/strict';
import {after, afterEach, before, describe, it} from 'node:test';

import {Stage} from './stage.mjs';

const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));

describe('the window of the SDK', () => {
  let stage;
  let page;
  let posted = [];
  before(async () => {
    stage = await Stage.start('--sdk');
    await stage.sim('apps', {...stage.app_setup, sdk_domains: ['127.0.0.1']});
    await stage.sim('settings', {sdk_redirect_uri: 'omitted'}); // a code of the other way would be refused
    page = await stage.person('ann');
    page.on('request', (request) => {
      if (request.url().endsWith('/continue_connect')) posted.push(request.postDataJSON());
    });
  });
  after(async () => {
    assert.deepEqual(page?.faults, [], 'the pages ran without faults');
    await stage?.stop();
  });
  afterEach(async () => {
    posted = [];
    await page.unrouteAll();
    for (const one of page.context().pages()) if (one !== page) await one.close();
  });

  /** Up to the window; answers it and how to decide in the customer's place. */
  async function open({kind = /WhatsApp Business app on a phone/, query = '', go = 'Continue with Meta'} = {}) {
    await stage.show(page, '#numbers', query);
    await stage.show(page, '#connect', query);
    await page.locator('wa-connect input[type=radio]').first().waitFor();
    await (kind instanceof RegExp ? page.getByRole('radio', {name: kind}) : page.locator(`wa-connect input[value=${kind}]`)).check();
    await page.waitForFunction(() => globalThis.FB !== undefined);
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', {name: go}).click();
    const popup = await opened;
    await popup.waitForURL(/dialog\/oauth/);
    const asked = new URL(popup.url()).searchParams;
    return {popup, asked, decide: (decision) => stage.sim('dialogs', {dialog: asked.get('channel'), ...decision})};
  }

  const operation_id = async () => {
    await page.waitForURL(/#connect\//);
    return new URL(page.url()).hash.split('/')[1];
  };
  const operation = async () => (await stage.rest('ann', 'GET', `/v1/operations/${await operation_id()}`)).json.operation;
  const codes = async () => (await operation()).result.steps.map((step) => step.code).filter(Boolean);
  const connected = () => page.getByRole('heading', {name: 'The number is connected'}).waitFor();

  it('connects, and says who is asked for what', async () => {
    const number = await stage.number(41, {onboarded: false});
    const {asked, decide} = await open();
    await operation_id();
    assert.equal(asked.get('client_id'), stage.app);
    assert.equal(asked.get('config_id'), '700700');
    assert.equal(JSON.parse(asked.get('extras')).featureType, 'whatsapp_business_app_onboarding');
    assert.equal(asked.get('redirect_uri'), null);
    await decide({act: 'finish', phone_number_id: number.phone_number_id, event_first: true});
    await connected();
    assert.ok((await codes()).includes('dialog_finished'));
    assert.deepEqual(posted.map((one) => Object.keys(one).filter((key) => key === 'code' || key === 'event').join()).sort(), ['code', 'event'], 'one thing at a time');
  });

  it('connects when the code comes before the event', async () => {
    const number = await stage.number(42, {onboarded: false});
    const {decide} = await open();
    await decide({act: 'finish', phone_number_id: number.phone_number_id, event_first: false});
    await connected();
    assert.ok('code' in posted[0]);
    assert.ok((await codes()).includes('dialog_finished'));
  });

  it('keeps what came before the server had answered, and brings the code first', async () => {
    const number = await stage.number(43, {onboarded: false});
    let let_through;
    const held = new Promise((resume) => (let_through = resume));
    await page.route('**/actions/connect', async (route) => {
      await held;
      await route.continue();
    });
    const {decide} = await open();
    await decide({act: 'finish', phone_number_id: number.phone_number_id, event_first: true});
    await pause(1_000); // the page asks for the result every 200 ms
    assert.deepEqual(posted, []);
    let_through();
    await page.getByText('Waiting for a first sign that WhatsApp delivers here.').waitFor(); // what came before the attempt proves nothing
    await stage.sim('guest/write', {phone_number_id: number.phone_number_id, from: '4915112345678', name: 'Lena Vogt', text: 'Hallo'});
    await connected();
    assert.deepEqual(posted.map((one) => ('code' in one ? 'code' : 'event')), ['code', 'event']);
  });

  it('brings the code once, though the answer to it was lost', async () => {
    const number = await stage.number(44, {onboarded: false});
    let lost = 0;
    await page.route('**/actions/continue_connect', async (route) => {
      if (!('code' in route.request().postDataJSON()) || lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort();
    });
    const {decide} = await open();
    await decide({act: 'finish', phone_number_id: number.phone_number_id, event: false});
    await connected();
    assert.equal(lost, 1);
    assert.equal(posted.filter((one) => 'code' in one).length, 2);
    assert.equal((await operation()).result.steps.filter((step) => step.detail === 'The dialog answered with a code.').length, 1);
  });

  it('hears nobody else than Meta', async () => {
    const {popup} = await open();
    await operation_id();
    const say = (origin, data) => page.evaluate(([origin, data]) => dispatchEvent(new MessageEvent('message', {origin, data})), [origin, data]);
    const event = JSON.stringify({type: 'WA_EMBEDDED_SIGNUP', event: 'CANCEL', data: {current_step: 'PERMISSIONS'}, version: 3});
    for (const origin of [
      'https://evilfacebook.com', 'http://www.facebook.com', 'https://www.facebook.com.evil.example', 'https://facebook.com', 'https://m.facebook.com', 'https://www.facebook.com:444', 'null', '', stage.host,
    ]) await say(origin, event);
    for (const data of [
      'cb=f1&domain=127.0.0.1&relation=opener', '{"type":"WA_EMBEDDED_SIGNUP"', 'null', '"WA_EMBEDDED_SIGNUP"', '[]', JSON.stringify({type: 'OTHER', event: 'CANCEL'}), JSON.parse(event), 7,
    ]) await say('https://www.facebook.com', data);
    await pause(500);
    assert.deepEqual(posted, []);
    await page.getByText("Meta's dialog is open in a window of its own").waitFor();
    await say('https://web.facebook.com', event); // and this one is Meta
    await page.locator('.note.bad', {hasText: 'The dialog was left where the permissions are given.'}).waitFor();
    assert.equal(posted.length, 1);
    await popup.close();
  });

  it('tells at which step somebody left, and begins anew', async () => {
    const {popup} = await open();
    await page.getByText("Meta's dialog is open in a window of its own").waitFor();
    await popup.getByLabel('Screen').selectOption('PHONE_NUMBER_VERIFICATION');
    await popup.getByRole('button', {name: 'Cancel'}).click();
    await page.getByRole('heading', {name: "Meta's dialog did not end as it should"}).waitFor();
    await page.locator('.note.bad', {hasText: 'The dialog was left where the phone confirms the number.'}).waitFor();
    await page.getByText('Start again with the phone in hand: it gets a message with a code').waitFor();
    assert.equal((await operation()).state, 'pending', 'it ends nothing: a code may still come');
    const left = await operation_id();
    await page.getByRole('button', {name: 'Start again'}).click();
    await page.getByText('Which number is it?').waitFor();
    assert.equal((await stage.rest('ann', 'GET', `/v1/operations/${left}`)).json.operation.problem.code, 'connect_called_off');
  });

  it("tells an error's words, and of an unknown one the number and session for Meta's support", async () => {
    const {decide} = await open();
    await decide({act: 'fail', error_code: '4711', error_event: 'ERROR'});
    await page.locator('.note.bad', {hasText: "Meta's dialog reported an error that is not known here."}).waitFor();
    await page.getByText("Meta's error number: 4711.").waitFor();
    await page.getByText(/Session: [0-9a-f]{15}\./).waitFor();
    await page.getByRole('link', {name: 'What is the matter?'}).waitFor();
  });

  for (const [language, go, words, next] of [
    ['tr', 'Meta ile devam et', 'Numara ya da hesabı hâlâ başka bir sağlayıcıya veya işletme portföyüne bağlı.', /İki dakika bekleyin/],
    ['es', 'Continuar con Meta', 'El número o su cuenta sigue conectado con otro proveedor o portafolio comercial.', /Espere dos minutos/],
  ]) {
    it(`tells it in the person's language: ${language}`, async () => {
      const {decide} = await open({kind: 'business', query: `?lang=${language}`, go});
      await decide({act: 'fail', error_code: '2655093', older_error: true});
      await page.getByText(words).waitFor();
      await page.getByText(next).waitFor();
    });
  }

  it('says what is wrong when the dialog was finished for a number of the API alone', async () => {
    const number = await stage.number(45, {onboarded: false});
    await stage.sim('settings', {extras_ignored: true});
    try {
      const {decide} = await open();
      await decide({act: 'finish', phone_number_id: number.phone_number_id, code: false});
    } finally {
      await stage.sim('settings', {extras_ignored: false});
    }
    await page.locator('.note.bad', {hasText: 'The dialog set up a number for the API alone'}).waitFor();
    await page.getByText('Do not confirm the number by SMS or call.').waitFor();
  });

  it('connects a number that is on no phone', async () => {
    const number = await stage.number(46, {onboarded: false, coex: false});
    const {asked, decide} = await open({kind: /on no phone/});
    assert.equal(JSON.parse(asked.get('extras')).featureType, undefined);
    await decide({act: 'finish', phone_number_id: number.phone_number_id});
    await connected();
    assert.ok((await codes()).includes('dialog_finished'));
  });

  it('goes on when no code came back: the window by redirect finishes the same attempt', async () => {
    const number = await stage.number(47, {onboarded: false});
    const {popup, decide} = await open();
    await page.getByText("Meta's dialog is open in a window of its own").waitFor();
    await decide({act: 'finish', phone_number_id: number.phone_number_id, code: false, event: false, partner_added_ms: null});
    await page.getByText('The window is gone and brought no answer.').waitFor();
    assert.equal((await operation()).state, 'pending');
    assert.deepEqual(posted, [], 'that nothing came is no news');
    await popup.close();
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', {name: 'I closed it by mistake'}).click();
    const other = await opened;
    await other.getByLabel('Phone number').selectOption(number.phone_number_id);
    await stage.sim('settings', {sdk_redirect_uri: 'either'});
    await other.getByRole('button', {name: 'Finish'}).click();
    await connected();
    await stage.sim('settings', {sdk_redirect_uri: 'omitted'});
  });

  it('fills in what is known of the business', async () => {
    await stage.show(page, '#numbers');
    await stage.show(page, '#connect');
    await page.getByRole('radio', {name: /WhatsApp Business app on a phone/}).check();
    await page.getByText('What Meta will ask about the business').click();
    await page.getByLabel('Name as the business is registered').fill('Harbour Hotels Ltd.');
    await page.getByLabel(/Website/).fill('harbour.example');
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', {name: 'Continue with Meta'}).click();
    const popup = await opened;
    await popup.waitForURL(/dialog\/oauth/);
    const extras = JSON.parse(new URL(popup.url()).searchParams.get('extras'));
    assert.deepEqual(extras.setup, {business: {name: 'Harbour Hotels Ltd.', website: 'https://harbour.example'}});
    assert.equal(extras.version, 'v4');
  });

  it('offers this tab when the browser lets no window through', async () => {
    await stage.show(page, '#numbers');
    await stage.show(page, '#connect');
    await page.getByRole('radio', {name: /WhatsApp Business app on a phone/}).check();
    await page.waitForFunction(() => globalThis.FB !== undefined);
    await page.evaluate(() => (globalThis.open = () => null));
    await page.getByRole('button', {name: 'Continue with Meta'}).click();
    await page.getByRole('heading', {name: 'The browser blocked the window'}).waitFor();
    await page.getByRole('button', {name: 'Open it in this tab'}).waitFor();
    await page.reload();
  });

  it('opens the dialog by redirect while the script is not there', async () => {
    const number = await stage.number(48, {onboarded: false});
    const own = await stage.person('ann');
    await own.route('**/en_US/sdk.js', (route) => route.abort());
    await stage.show(own, '#connect');
    await own.getByRole('radio', {name: /WhatsApp Business app on a phone/}).check();
    const opened = own.waitForEvent('popup');
    await own.getByRole('button', {name: 'Continue with Meta'}).click();
    const popup = await opened;
    await popup.getByRole('button', {name: 'Finish'}).waitFor();
    assert.match(new URL(popup.url()).searchParams.get('redirect_uri'), /\/connect\/callback$/);
    await popup.getByLabel('Phone number').selectOption(number.phone_number_id);
    await stage.sim('settings', {sdk_redirect_uri: 'either'});
    await popup.getByRole('button', {name: 'Finish'}).click();
    await own.getByRole('heading', {name: 'The number is connected'}).waitFor();
  });
});
