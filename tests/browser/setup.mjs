// What an admin looks at before a number is connected: a test of our own through whatever stands before the host, and what
// Meta really delivered.
import assert from 'node:assert/strict';
import {createServer, request as ask} from 'node:http';
import {after, before, describe, it} from 'node:test';

import {Stage} from './stage.mjs';

/** What stands before the host, as a hotel's proxy does: passes on, or does what proxies do wrong. */
class Proxy {
  how = 'passes';
  seen = [];

  static async start() {
    const proxy = new Proxy();
    proxy.server = createServer((request, response) => proxy.take(request, response));
    await new Promise((ready) => proxy.server.listen(0, '127.0.0.1', ready));
    proxy.address = `http://127.0.0.1:${proxy.server.address().port}`;
    return proxy;
  }

  take(request, response) {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      let body = Buffer.concat(parts);
      if (request.method === 'POST') this.seen.push(body.toString());
      if (this.how === 'answers' && request.method === 'POST') return response.writeHead(200).end('ok');
      if (this.how === 'wants a sign-in' && request.method === 'POST') return response.writeHead(302, {location: '/login'}).end();
      if (this.how === 'changes' && request.method === 'POST') body = Buffer.from(JSON.stringify(JSON.parse(body.toString() || '{}'), undefined, 1));
      const headers = {...request.headers, 'content-length': body.length};
      const passed = ask(this.host + request.url, {method: request.method, headers}, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      passed.on('error', () => response.writeHead(502).end());
      passed.end(body);
    });
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}

describe('the setup', () => {
  let proxy;
  let stage;
  let page;
  before(async () => {
    proxy = await Proxy.start();
    stage = await Stage.start('--public', proxy.address);
    proxy.host = stage.host;
    page = await stage.person('ann');
  });
  after(async () => {
    assert.deepEqual(page?.faults, [], 'the pages ran without faults');
    await stage?.stop();
    await proxy?.stop();
  });

  const line = (name) => page.locator('wa-setup li', {hasText: name});
  async function look(how, ready) {
    proxy.how = how;
    await stage.show(page, '#numbers');
    await stage.show(page, '#connect');
    await page.getByRole('radio', {name: /WhatsApp Business app on a phone/}).check();
    await page.getByText('Is everything set up for connecting?').click();
    await page.getByRole('button', {name: 'Check the setup'}).click();
    await page.getByText(ready ? 'Nothing is missing that could be seen from here.' : 'Something is missing.').waitFor();
    const go = page.getByRole('button', {name: 'Continue with Meta'});
    assert.equal(await go.isEnabled(), ready, how);
    if (!ready) await page.getByText('The setup lacks what every connection needs: self_test.').first().waitFor();
  }

  it('sends a test of its own through what stands before the host, which leaves no trace', async () => {
    await look('passes', true);
    await line('A test of our own arrives').getByText('(good)').waitFor();
    await line('Meta has really delivered').getByText('(not certain)').waitFor(); // our own test does not count
    await line('Meta has really delivered').getByText(/press Test beside the field messages/).waitFor();
    assert.equal(proxy.seen.length, 1);
    assert.match(proxy.seen[0], /"field":"coexist_self_test"/);
    for (const [list, path] of [['accounts', '/v1/accounts'], ['conversations', '/v1/conversations'], ['contacts', '/v1/contacts'], ['quarantine', '/admin/quarantine']]) {
      assert.deepEqual((await stage.rest('ann', 'GET', path)).json[list], [], list);
    }
  });

  it('tells which road to Meta is taken, and what only a person can see', async () => {
    await line('Road to Meta').getByText(new RegExp(`hotel, ${stage.app}, `)).waitFor();
    await line('Address for the way back').getByText(`${proxy.address}${stage.mount}/connect/callback`).waitFor();
    for (const name of ['The app is live', 'Permissions', 'Whose app it is']) await line(name).getByText('(please look yourself)').waitFor();
  });

  it('says when Meta has really delivered', async () => {
    const sample = {object: 'whatsapp_business_account', entry: [{id: '0', changes: [{field: 'messages', value: {metadata: {phone_number_id: '123456123'}, messages: []}}]}]};
    await stage.sim('deliver', {body: sample, app: stage.app}); // the Test button of the dashboard
    await look('passes', true);
    await line('Meta has really delivered').getByText('(good)').waitFor();
    await line('Meta has really delivered').getByText(/The newest came about/).waitFor();
  });

  it('keeps connecting off where something before the host changes bodies, and says what to mend', async () => {
    await look('changes', false);
    await line('A test of our own arrives').getByText(/does not accept our signature/).waitFor();
    await line('A test of our own arrives').getByText(`${proxy.address}${stage.mount}/webhooks/hotel`).waitFor();
  });

  it('keeps connecting off where something before the host answers itself', async () => {
    await look('answers', false);
    await line('A test of our own arrives').getByText(/the test did not arrive here/).waitFor();
  });

  it('doubts what it cannot know: a sign-in page before the webhooks', async () => {
    await look('wants a sign-in', true);
    await line('A test of our own arrives').getByText(/must come through without signing in/).waitFor();
    await line('A test of our own arrives').getByText('HTTP 302').waitFor();
  });
});
