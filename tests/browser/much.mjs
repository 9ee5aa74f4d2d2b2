// Much of everything: two thousand numbers, and a conversation of fifty thousand messages. The plugin's answers are played
// here, page by page as it would cut them, because only the screen is looked at.
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';

import {Stage} from './stage.mjs';

const numbers = 2_000;
const messages = 50_000;
const longest_task_ms = 50;
const slower = process.env.COEXIST_BUSY ? 6 : 1; // others work on a busy machine: bounds of time say little there
const runs = 3;

const account = (at) => ({
  id: `acc_${String(at).padStart(16, '0')}`, tenant: 'harbour', platform: 'whatsapp', provider: at % 7 === 0 ? 'meta' : 'coex', label: '', name: `Hotel ${at}`,
  address: `+90532${String(at).padStart(7, '0')}`, state: 'connected', since: '2026-11-01T10:00:00Z', road: 'hotel', flags: {}, signs_of_life: {},
});
const conversation = {
  id: 'cnv_00000000000000aa', account: account(1).id, contact: 'con_00000000000000aa', tenant: 'harbour', last_message_at: '2026-11-20T10:00:00Z',
  window: {state: 'closed'}, person: {name: 'Lena Vogt', phone: '+4915112345678'},
};
const message = (at) => ({
  id: `msg_${String(at).padStart(16, '0')}`, direction: at % 3 ? 'in' : 'out', origin: at % 3 ? 'customer' : 'business_app', type: 'text', placeholder: false,
  sent_at: new Date(Date.UTC(2026, 10, 20) - at * 600_000).toISOString(), text: `Message ${at}. ${'Words of a guest. '.repeat(at % 9)}`,
});

/** Answers a list as the plugin cuts it: a cursor is where a page begins, and one to what is newer where it ends. */
const cut = (all, name, make) => (route) => {
  const query = new URL(route.request().url()).searchParams;
  const cursor = query.get('cursor') ?? '0';
  const limit = Number(query.get('limit'));
  const around = query.has('around') ? Math.max(0, Number(query.get('around').slice(4)) - limit / 2) : undefined;
  const begin = around ?? (cursor.startsWith('to') ? Math.max(0, Number(cursor.slice(2)) - limit) : Number(cursor));
  const end = cursor.startsWith('to') ? Number(cursor.slice(2)) : Math.min(all, begin + limit);
  const etag = `"${name} ${begin} ${end}"`;
  if (route.request().headers()['if-none-match'] === etag) return route.fulfill({status: 304, headers: {etag}});
  const list = Array.from({length: end - begin}, (_, step) => make(begin + step));
  return route.fulfill({headers: {etag}, json: {[name]: list, ...(end < all ? {next_cursor: String(end)} : {}), ...(begin > 0 ? {previous_cursor: `to${begin}`} : {})}});
};

describe('much of everything', () => {
  let stage;
  let page;
  before(async () => {
    stage = await Stage.start();
    page = await stage.person('ann');
    await page.addInitScript(() => {
      globalThis.tasks = [];
      globalThis.watches = true;
      new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map((one) => one.duration))).observe({entryTypes: ['longtask']});
    });
    await page.route('**/v1/accounts?*', cut(numbers, 'accounts', account));
    await page.route('**/v1/conversations?*', (route) => route.fulfill({json: {conversations: [conversation]}}));
    await page.route('**/v1/conversations/*/messages?*', cut(messages, 'messages', message));
    await page.route('**/v1/accounts/*/actions', (route) => route.fulfill({json: {actions: []}}));
    await page.reload();
    assert.ok(await page.evaluate(() => globalThis.watches));
  });
  after(async () => {
    assert.deepEqual(page?.faults, []);
    await stage?.stop();
  });

  const in_sight = async (locator, within) => {
    const [own, box] = [await locator.boundingBox(), await within.boundingBox()];
    return own.y >= box.y && own.y + own.height <= box.y + box.height;
  };

  const scroll = async (locator, by, times) => {
    await page.evaluate(() => (globalThis.tasks = []));
    await locator.hover();
    for (let time = 0; time < times; time += 1) {
      await page.mouse.wheel(0, by);
      await page.waitForTimeout(60);
    }
    return Math.max(0, ...(await page.evaluate(() => globalThis.tasks)));
  };

  /** The longest task of the best of some runs: what else runs on the machine only ever makes one longer. */
  const smooth = async (test, run) => {
    const taken = [];
    while (taken.length < runs && !(Math.min(...taken) <= longest_task_ms * slower)) taken.push(await run());
    test.diagnostic(`longest tasks, a run each: ${taken.join(', ')} ms`);
    assert.ok(Math.min(...taken) <= longest_task_ms * slower, `the longest task took ${taken} ms in ${taken.length} runs`);
  };

  it('scrolls two thousand numbers and keeps few of them in the document', async (test) => {
    const list = page.locator('wa-list');
    await smooth(test, async () => {
      await stage.show(page, '#phone');
      await stage.show(page, '#numbers');
      await page.locator('.line', {hasText: 'Hotel 3'}).first().waitFor();
      return scroll(list, 4000, 40);
    });
    await page.locator('.line', {hasText: 'Hotel 1999'}).waitFor();
    assert.ok((await page.locator('.line').count()) < 60);
    await page.getByRole('searchbox').fill('Hotel 1234');
    await page.locator('.line', {hasText: 'Hotel 1234'}).waitFor();
  });

  it('scrolls through a conversation of fifty thousand messages, back and forth', async (test) => {
    const box = page.locator('wa-thread .messages');
    await smooth(test, async () => {
      await stage.show(page, '#phone');
      await stage.show(page, `#inbox/${conversation.id}`);
      await page.locator('.bubble', {hasText: 'Message 0.'}).waitFor();
      const upwards = await scroll(box, -3000, 60);
      const seen = await page.locator('.bubble').count();
      assert.ok(seen > 150 && seen <= 300, `${seen} messages in the document`);
      assert.equal(await page.locator('.bubble', {hasText: 'Message 0.'}).count(), 0, 'the newest are let go');
      const oldest = await page.locator('.bubble').first().textContent();
      assert.ok(Number(/Message (\d+)/.exec(oldest)[1]) > 300, oldest);
      const downwards = await scroll(box, 3000, 80);
      await page.locator('.bubble', {hasText: 'Message 0.'}).waitFor();
      return Math.max(upwards, downwards);
    });
  });

  it('begins in the middle of fifty thousand messages, and scrolls from there to both sides', async () => {
    const box = page.locator('wa-thread .messages');
    const found = page.locator('.message.found');
    await stage.show(page, '#phone');
    await stage.show(page, `#inbox/${conversation.id}/${message(25_000).id}`);
    await found.locator('.bubble', {hasText: 'Message 25000.'}).waitFor();
    assert.ok(await in_sight(found, box), 'it is in sight');
    const seen = async () => (await page.locator('.bubble').allTextContents()).map((text) => Number(/Message (\d+)/.exec(text)[1]));
    await scroll(box, -3000, 20);
    assert.ok((await seen())[0] > 25_150, 'older ones came');
    await scroll(box, 3000, 60);
    const numbers_seen = await seen();
    assert.ok(numbers_seen.at(-1) < 24_850, 'newer ones came');
    assert.deepEqual(numbers_seen, [...numbers_seen].sort((left, right) => right - left), 'in order, none twice, none left out');
    assert.equal(numbers_seen[0] - numbers_seen.at(-1) + 1, numbers_seen.length);
    await page.getByRole('button', {name: 'Go to the newest'}).click();
    await page.locator('.bubble', {hasText: 'Message 0.'}).waitFor();
    assert.equal(await found.count(), 0);
  });
});
