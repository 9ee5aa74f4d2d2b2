// How every screen looks: without faults that axe knows, at 320 px, from right to left, in three languages; and its
// pictures for the documentation, where COEXIST_PICTURES names a folder.
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';

import {axe_file, pictures, Stage} from './stage.mjs';

const axe = readFileSync(axe_file, 'utf8');

/** A page of its own that has axe, which our policy would not let in as a script. */
async function faults_of(page) {
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`);
}

/** Whether anything is wider than the page and is not meant to scroll. */
const too_wide = (page) => page.evaluate(() => {
  const found = [];
  const look = (root) => {
    for (const one of root.querySelectorAll('*')) {
      if (one.shadowRoot) look(one.shadowRoot);
      const box = one.getBoundingClientRect();
      if (box.width > 0 && !one.closest('.scroll-x') && !one.closest('.only-read') && !one.classList.contains('only-read') && (box.right > innerWidth + 1 || box.left < -1)) found.push(`${one.tagName}.${one.className}`);
    }
  };
  look(document);
  return found;
});

describe('every screen', () => {
  let stage;
  let account;
  let conversation;
  before(async () => {
    stage = await Stage.start();
    const number = await stage.number(41, {last_onboarded_time: '2026-01-10T09:00:00+0000', subscribed: [stage.app], name: 'Hotel Harbour'});
    account = await stage.adopt('ann', 'harbour', 'coex', number);
    await stage.adopt('ann', 'harbour', 'meta', await stage.number(42, {coex: false, subscribed: [stage.app], name: 'Hotel Harbour bookings'}));
    await stage.rest('ann', 'POST', '/v1/channels/meow/actions/adopt', {tenant: 'harbour', phone: '+905321110033', name: 'Old reception phone'});
    const second = () => new Promise((resume) => setTimeout(resume, 1100)); // the platform's clock counts seconds
    const write = async (from, name, text, more = {}) => {
      await second();
      return stage.sim('guest/write', {phone_number_id: number.phone_number_id, from, name, text, ...more});
    };
    await write('34600111222', 'Marta Ruiz', '¿Se puede aparcar cerca del hotel?');
    await stage.sim('guest/write', {phone_number_id: number.phone_number_id, username_only: true, username: 'marco.r', text: 'Ciao! Avete una culla?'});
    const first = await write('4915112345678', 'Lena Vogt', 'Haben Sie am 24. ein Zimmer frei? Wir kommen zu dritt, mit einem Hund.');
    await second();
    await stage.sim('owner/write', {phone_number_id: number.phone_number_id, to: '4915112345678', text: 'Einen Moment bitte, ich sehe nach.'});
    await stage.sim('owner/react', {phone_number_id: number.phone_number_id, wamid: first.wamid, emoji: '🐶'});
    const lena = await stage.until('ann', '/v1/conversations', ({conversations}) => conversations.find((one) => one.person?.name === 'Lena Vogt'));
    conversation = lena.id;
    await second();
    await stage.rest('ann', 'POST', `/v1/accounts/${account}/actions/send_text`, {conversation, text: 'Ja, gern! Das Zimmer mit Balkon ist frei, Hunde sind willkommen.'});
    await write('4915112345678', 'Lena Vogt', 'Wunderbar. Ab wann können wir einchecken?', {reply_to: first.wamid});
    const lost = await stage.sim('media', {phone_number_id: number.phone_number_id, mime_type: 'application/pdf', text: 'x'});
    await stage.sim('media', {id: lost.id, gone: true});
    await write('4915112345678', 'Lena Vogt', undefined, {type: 'document', media: lost.id, content: {filename: 'Reservierung.pdf'}});
    await stage.rest('sam', 'POST', `/v1/conversations/${conversation}/notes`, {text: 'Comes with a dog. Likes the quiet room at the back.'});
    for (const [title, text] of [['Arrival', 'Good afternoon {guest}, your room is ready from 2 pm.'], ['Parking', 'You can park in the yard of {hotel}; no booking needed.']]) {
      await stage.rest('sam', 'POST', '/v1/saved-replies', {tenant: 'harbour', title, text});
    }
    attempts.waiting = (await attempt()).id;
    attempts.left = (await attempt('PHONE_NUMBER_VERIFICATION')).id;
    await stage.until('ann', `/v1/conversations/${conversation}/messages`, ({messages}) => messages.find((one) => one.media?.state === 'gone') && messages.find((one) => one.status === 'read'));
  });
  after(() => stage?.stop());

  /** An attempt that waits for its dialog; `step`: at which it was left, as the dialog's window told. */
  const attempts = {};
  async function attempt(step) {
    const begun = await stage.rest('ann', 'POST', '/v1/channels/coex/actions/connect', {tenant: 'harbour'});
    const {operation} = begun.json;
    const event = {type: 'WA_EMBEDDED_SIGNUP', event: 'CANCEL', data: {current_step: step}, version: 3};
    if (step) await stage.rest('ann', 'POST', '/v1/channels/coex/actions/continue_connect', {tenant: 'harbour', operation: operation.id, event});
    return operation;
  }

  const screens = () => [
    {name: 'numbers', hash: '#numbers', sign: '.line'},
    {name: 'number', hash: `#numbers/${account}`, sign: 'wa-pictures svg'},
    {name: 'connect', hash: '#connect', sign: 'wa-connect input[type=radio]', prepare: (page) => page.locator('wa-connect input[type=radio]').first().check()},
    {name: 'connecting', hash: `#connect/${attempts.waiting}`, sign: 'wa-connecting ol'},
    {name: 'dialog-left', hash: `#connect/${attempts.left}`, sign: 'wa-connecting .note.bad'},
    {name: 'confirm', hash: `#numbers/${account}`, sign: 'wa-actions button', prepare: async (page) => {
      await page.locator('wa-actions button.danger').first().click();
      await page.locator('wa-ask dialog[open]').waitFor();
    }},
    {name: 'setup', hash: '#connect', sign: 'wa-connect input[type=radio]', prepare: async (page) => {
      await page.locator('wa-connect input[type=radio]').first().check();
      await page.locator('wa-setup summary').click();
      await page.locator('wa-setup button').click();
      await page.locator('wa-setup li').first().waitFor();
      await page.locator('wa-setup').evaluate((one) => one.scrollIntoView());
    }},
    {name: 'diagnose', hash: '#diagnose', sign: 'wa-diagnose input[type=checkbox]', prepare: async (page) => {
      await page.locator('wa-diagnose input[type=checkbox]').first().check();
      await page.locator('wa-diagnose button.main').click();
      await page.locator('wa-diagnose ol').first().waitFor();
    }},
    {name: 'links', hash: '#links', sign: 'wa-links form', prepare: async (page) => {
      if ((await page.locator('wa-links .pill').count()) === 0) await page.locator('wa-links button.main').click();
      await page.locator('wa-links .pill').first().waitFor();
    }},
    {name: 'inbox', hash: `#inbox/${conversation}`, sign: 'wa-composer textarea', prepare: (page) => page.locator('wa-inbox input[type=search]').evaluate((field) => {
      field.value = '';
      field.dispatchEvent(new InputEvent('input'));
    })},
    {name: 'inbox-guest', hash: `#inbox/${conversation}`, sign: 'wa-composer textarea', prepare: async (page) => {
      await page.locator('wa-person summary').click();
      await page.locator('wa-person li').first().waitFor();
      await page.locator('wa-notes summary').click();
      await page.locator('wa-notes li').first().waitFor();
      await page.locator('wa-composer summary').click();
    }},
    {name: 'search', hash: '#inbox', sign: 'wa-inbox input[type=search]', prepare: async (page) => {
      await page.locator('wa-inbox input[type=search]').fill('zimmer');
      await page.locator('wa-list a', {hasText: 'Zimmer'}).first().click();
      await page.locator('.message.found').waitFor();
    }},
    {name: 'saved-replies', hash: '#replies', sign: 'wa-replies section'},
    {name: 'guide', hash: '#guide/coex', sign: 'wa-guide li strong'},
    {name: 'phone', hash: '#phone', sign: 'wa-phone table'},
    {name: 'admin', hash: '#admin', sign: 'wa-admin tbody tr'},
  ];

  const open = async (page, screen, query) => {
    await stage.show(page, screen.hash, query);
    await page.locator(screen.sign).first().waitFor();
    await screen.prepare?.(page);
    await page.mouse.move(0, 0);
    await page.waitForTimeout(300); // what is still arriving
  };

  for (const theme of ['light', 'dark']) {
    it(`has no fault that axe knows, ${theme}`, async () => {
      const page = await stage.person('ann', {bypassCSP: true});
      for (const screen of screens()) {
        await open(page, screen, `?theme=${theme}`);
        assert.deepEqual(await faults_of(page), [], `${screen.name}, ${theme}`);
      }
      assert.deepEqual(page.faults, []);
    });
  }

  it('fits into 320 px, in other languages and from right to left', async () => {
    const page = await stage.person('ann', {viewport: {width: 320, height: 640}});
    const languages = process.env.COEXIST_LARGE ? ['?lang=en', '?lang=tr', '?lang=es', '?lang=en&dir=rtl'] : ['?lang=es', '?lang=tr&dir=rtl'];
    for (const query of languages) {
      for (const screen of screens()) {
        await open(page, screen, query);
        assert.deepEqual(await too_wide(page), [], `${screen.name} ${query}`);
      }
    }
  });

  /** The pages that a client and the dialog's window see, one after the other; `look` is told the name of each. */
  async function client_pages(theme, locale, look) {
    const number = await stage.number(theme === 'light' ? 43 : 44, {onboarded: false, name: 'Hotel Puerto'});
    await stage.rest('ann', 'POST', '/v1/channels/coex/actions/create_link', {tenant: 'harbour', name: 'Hotel Harbour', language: locale});
    const link = await stage.until('ann', '/v1/links', ({links}) => links.find((one) => one.state === 'open')?.url);
    const context = await stage.browser.newContext({viewport: {width: 320, height: 640}, locale, colorScheme: theme, bypassCSP: true});
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const see = async (name, sign) => {
      await page.locator('h1').waitFor();
      await page.getByText(words[locale][sign]).first().waitFor();
      await look(page, name);
    };
    await page.goto(link);
    await see('link', 'asked');
    await page.goto(`${stage.host}${stage.mount}/connect/callback?state=of-nobody&code=x`);
    await see('callback-refused', 'refused');
    await page.goto((await attempt()).result.authorization_url);
    await page.getByLabel('Phone number').selectOption(number.phone_number_id);
    await page.getByRole('button', {name: 'Finish'}).click();
    await see('callback', 'received');
    await page.goto(link);
    await page.locator('a.go').click();
    await page.getByRole('button', {name: 'Cancel'}).click();
    await see('link-failed', 'failed');
    await context.close();
  }
  const words = {
    en: {asked: 'Hotel Harbour asks you to connect your WhatsApp number.', refused: 'was not connected', received: 'WhatsApp has answered', failed: 'was not connected'},
    es: {asked: 'Hotel Harbour le pide que conecte su número de WhatsApp.', refused: 'no se conectó', received: 'WhatsApp ha respondido', failed: 'El número no se conectó'},
  };

  for (const [theme, locale] of [['light', 'es'], ['dark', 'en']]) {
    it(`has no such fault on the pages that a client and the dialog's window see, and they fit a phone, ${theme}`, async () => {
      await client_pages(theme, locale, async (page, name) => {
        assert.deepEqual(await faults_of(page), [], name);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits a phone`);
      });
    });
  }

  it('is mirrored where people read from the right', async () => {
    const page = await stage.person('ann');
    await open(page, screens().find((one) => one.name === 'inbox'), '?dir=rtl');
    const list = await page.locator('wa-list').boundingBox();
    const composer = await page.locator('wa-composer').boundingBox();
    assert.ok(list.x > composer.x, 'the list of conversations stands on the right');
    assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
  });

  it("runs in the CRM's own page, with the hotels' names that the CRM knows", async () => {
    const page = await stage.person('ann');
    await page.goto(stage.host);
    await page.getByRole('link', {name: 'Numbers'}).click();
    await page.locator('.line', {hasText: 'Hotel Harbour'}).first().waitFor();
    assert.equal(new URL(page.url()).hash, '', "the CRM's address is the CRM's");
    assert.deepEqual(page.faults, []);
  });

  it('comes with a strict policy, hashed names that are kept for ever, and tags for the rest', async () => {
    const headers = {authorization: `Bearer ${stage.tokens.sam}`};
    const root = `${stage.host}${stage.mount}/app/`;
    const page = await fetch(root, {headers});
    const policy = page.headers.get('content-security-policy');
    for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'self'"]) assert.ok(policy.includes(part), part);
    assert.ok(!policy.includes('unsafe'));
    assert.equal((await fetch(root, {headers: {...headers, 'if-none-match': page.headers.get('etag')}})).status, 304);
    const entry = await (await fetch(`${root}wa-channels.js`, {headers})).text();
    const file = await fetch(root + /'\.\/(.*)'/.exec(entry)[1]);
    assert.equal(file.status, 200, 'without anybody signed in');
    assert.match(file.headers.get('cache-control'), /immutable/);
    assert.equal(file.headers.get('content-encoding'), 'gzip');
    assert.match(file.headers.get('content-type'), /^text\/javascript/);
    assert.equal((await fetch(root + 'nothing.js', {headers})).status, 404);
    assert.equal((await fetch(`${stage.host}${stage.mount}/app`, {headers, redirect: 'manual'})).status, 308);
    assert.equal((await fetch(root)).status, 401);
    assert.equal((await fetch(root, {headers: {accept: 'text/html'}, redirect: 'manual'})).status, 303);
  });

  it('is small enough', async () => {
    const small = await (await fetch(`${stage.host}${stage.mount}/app/connect.js`, {headers: {authorization: `Bearer ${stage.tokens.sam}`}})).text();
    const alone = await fetch(`${stage.host}${stage.mount}/app/${/'\.\/(.*)'/.exec(small)[1]}`, {headers: {'accept-encoding': 'identity'}});
    const text = await alone.text();
    assert.ok(text.length < 6_000, `connect.js has ${text.length} bytes`);
    assert.doesNotMatch(text, /\bimport\b(?!\.meta)/, 'and needs nothing else');
    const page = await stage.person('sam');
    let bytes = 0;
    page.on('response', async (answer) => {
      if (answer.url().includes('/app/')) bytes += Number(answer.headers()['content-length'] ?? 0);
    });
    await page.context().clearCookies({name: 'none'});
    await page.goto('about:blank');
    await stage.show(page, `#inbox/${conversation}`);
    await page.locator('wa-composer textarea').waitFor();
    assert.ok(bytes > 5_000 && bytes < 120_000, `${bytes} bytes`);
  });

  it('is drawn for the documentation', {skip: pictures === ''}, async () => {
    mkdirSync(pictures, {recursive: true});
    for (const theme of ['light', 'dark']) {
      const page = await stage.person('ann', {viewport: {width: 1100, height: 780}});
      for (const screen of screens().filter((one) => !['confirm', 'dialog-left'].includes(one.name))) {
        await open(page, screen, `?theme=${theme}`);
        await page.screenshot({path: join(pictures, `${screen.name}-${theme}.png`)});
      }
      await page.setViewportSize({width: 360, height: 720});
      await open(page, screens().find((one) => one.name === 'inbox'), `?theme=${theme}`);
      await page.screenshot({path: join(pictures, `inbox-narrow-${theme}.png`)});
      await client_pages(theme, 'en', async (client, name) => {
        await client.setViewportSize({width: 360, height: 720});
        if (name.startsWith('link')) await client.screenshot({path: join(pictures, `client-${name}-${theme}.png`), fullPage: true});
      });
    }
  });
});
