// Two hotels on one CRM: what is of one is not there for the other, whatever screen or address he opens.
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';

import {Stage} from './stage.mjs';

describe('two hotels', () => {
  let stage;
  let ann;
  let eve;
  const of = {};
  before(async () => {
    stage = await Stage.start();
    const number = await stage.number(71, {last_onboarded_time: '2026-01-10T09:00:00+0000', subscribed: [stage.app], name: 'Hotel Harbour'});
    of.account = await stage.adopt('ann', 'harbour', 'coex', number);
    await stage.sim('guest/write', {phone_number_id: number.phone_number_id, from: '4915112345678', name: 'Lena Vogt', text: 'Hallo'});
    of.conversation = (await stage.until('ann', '/v1/conversations', ({conversations}) => conversations[0])).id;
    of.message = (await stage.until('ann', `/v1/conversations/${of.conversation}/messages`, ({messages}) => messages[0])).id;
    of.operation = (await stage.rest('ann', 'POST', '/v1/channels/coex/actions/connect', {tenant: 'harbour'})).json.operation.id;
    await stage.rest('ann', 'POST', '/v1/channels/coex/actions/create_link', {tenant: 'harbour', name: 'Only for Harbour'});
    of.link = (await stage.until('ann', '/v1/links', ({links}) => links[0])).id;
    await stage.rest('ann', 'POST', '/v1/channels/coex/actions/check_setup', {tenant: 'harbour'});
    ann = await stage.person('ann');
    eve = await stage.person('eve');
  });
  after(async () => {
    assert.deepEqual([...(ann?.faults ?? []), ...(eve?.faults ?? [])], [], 'the pages ran without faults');
    await stage?.stop();
  });

  const words = /Harbour|Lena Vogt|9053211100/;
  const screens = () => ['#inbox', `#inbox/${of.conversation}`, `#inbox/${of.conversation}/${of.message}`, '#numbers', `#numbers/${of.account}`, `#connect/${of.operation}`, '#links',
    '#diagnose', `#diagnose/operation/${of.operation}`, `#diagnose/number/${of.account}`, '#replies', '#admin'];

  /** All that is read on a screen, whatever it is folded into. */
  async function read(page, hash) {
    await stage.show(page, '#phone');
    await stage.show(page, hash);
    await page.waitForLoadState('networkidle');
    await page.locator('details summary').evaluateAll((all) => all.forEach((one) => (one.parentElement.open = true)));
    await page.waitForTimeout(400);
    return page.locator('wa-channels').evaluate((app) => {
      const texts = [];
      const walk = (node) => {
        if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent);
        if (node.nodeName === 'INPUT') texts.push(node.value);
        if (node.nodeName === 'STYLE') return;
        if (node.shadowRoot) walk(node.shadowRoot);
        node.childNodes.forEach(walk);
      };
      walk(app);
      return texts.join(' ');
    });
  }

  it('never see each other, on whatever screen and by whatever address', async () => {
    assert.match(await read(ann, '#links'), /Only for Harbour/, 'what is looked for is seen by whom it belongs to');
    assert.match(await read(ann, '#admin'), /Hotel Harbour/);
    for (const hash of screens()) assert.doesNotMatch(await read(eve, hash), words, hash);
  });

  it('cannot do anything with what is of the other', async () => {
    const refused = async (path, body, code) => {
      const answer = await stage.rest('eve', body ? 'POST' : 'GET', path, body);
      assert.deepEqual([answer.status, answer.json.code], [404, code], path);
    };
    await refused('/v1/channels/coex/actions/revoke_link', {tenant: 'garden', link: of.link}, 'link_unknown');
    await refused('/v1/channels/coex/actions/create_link', {tenant: 'harbour'}, 'tenant_not_found');
    await refused('/v1/channels/coex/actions/check_setup', {tenant: 'harbour'}, 'tenant_not_found');
    await refused(`/v1/operations/${of.operation}`, undefined, 'operation_not_found');
    await refused(`/v1/conversations/${of.conversation}/messages?around=${of.message}`, undefined, 'conversation_not_found');
    await refused('/admin/settings?tenant=harbour', undefined, 'tenant_not_found');
    await refused('/v1/links?tenant=harbour', undefined, 'tenant_not_found');
    const {links} = (await stage.rest('eve', 'GET', '/v1/links')).json;
    assert.deepEqual(links, []);
    assert.equal((await stage.rest('ann', 'GET', '/v1/links')).json.links[0].state, 'open', 'nothing came of it');
  });
});
