// What every scene stands on: the programs, a browser, and people who are signed in.
import {spawn} from 'node:child_process';
import {createRequire} from 'node:module';
import {createInterface} from 'node:readline';
import {renameSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(process.env.COEXIST_NODE_MODULES, 'x.js'));
const {chromium} = require('playwright-core');
export const axe_file = require.resolve('axe-core/axe.min.js');

export const build = process.env.COEXIST_BUILD;
export const pictures = process.env.COEXIST_PICTURES ?? '';

export class Stage {
  /** Starts host, plugin and simulator; `more`: options of stage_process.py. */
  static async start(...more) {
    const stage = new Stage();
    stage.process = spawn('python3', ['-B', join(here, 'stage_process.py'), '--build', build, ...more], {stdio: ['pipe', 'pipe', 'inherit']});
    const [line] = await Promise.race([
      new Promise((told) => createInterface({input: stage.process.stdout}).once('line', (text) => told([text]))),
      new Promise((_, failed) => stage.process.once('exit', (code) => failed(new Error(`the stage ended with ${code}`)))),
    ]);
    Object.assign(stage, JSON.parse(line));
    stage.browser = await chromium.launch({executablePath: process.env.COEXIST_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu']});
    stage.contexts = [];
    return stage;
  }

  async stop() {
    await this.browser?.close();
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.stdin.end();
    await ended;
  }

  /** A browser profile of its own with that person signed in, through the CRM's sign-in page. */
  async person(name, options = {}) {
    const context = await this.browser.newContext({viewport: {width: 1100, height: 760}, locale: 'en', ...options});
    context.setDefaultTimeout(30_000); // of a busy machine
    this.contexts.push(context);
    const page = await context.newPage();
    page.faults = [];
    page.on('pageerror', (error) => page.faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|TypeError|ReferenceError/.test(message.text())) page.faults.push(message.text());
    });
    await page.goto(`${this.host}/signin?to=${this.mount}/app/`);
    await page.getByLabel('Token').fill(this.tokens[name]);
    await page.getByRole('button', {name: 'Sign in'}).click();
    await page.waitForURL(`**${this.mount}/app/**`);
    return page;
  }

  async show(page, hash, query = '') {
    await page.goto(`${this.host}${this.mount}/app/${query}${hash}`);
    await page.locator('main').waitFor();
  }

  /** The host's clock is that much ahead from now on; for a stage that was started with --clock. */
  turn_clock(ms) {
    writeFileSync(`${this.orders}.new`, `clock ${ms}\n`);
    renameSync(`${this.orders}.new`, this.orders);
  }

  /** A call of the simulator's control: what guests, owners and the platform do. */
  async sim(path, body) {
    const answer = await fetch(`${this.graph}/_sim/${path}`, {method: 'POST', body: JSON.stringify(body)});
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  async rest(person, method, path, body) {
    const headers = {authorization: `Bearer ${this.tokens[person]}`, 'x-requested-with': 'crm', 'content-type': 'application/json'};
    const answer = await fetch(this.host + this.mount + path, {method, headers, body: body && JSON.stringify(body)});
    return {status: answer.status, json: await answer.json()};
  }

  /** Waits until the person's REST answers something of which `found` is true, and answers that. */
  async until(person, path, found) {
    const end = Date.now() + 30_000;
    for (;;) {
      const {json} = await this.rest(person, 'GET', path);
      const seen = found(json);
      if (seen) return seen;
      if (Date.now() > end) throw new Error(`not seen within 30 s at ${path}: ${JSON.stringify(json).slice(0, 600)}`);
      await new Promise((resume) => setTimeout(resume, 50));
    }
  }

  /** Another number of a hotel on the platform. */
  async number(last, more = {}) {
    const number = {
      waba_id: `2109876543210${last}`, phone_number_id: `3109876543210${last}`, display_phone_number: `9053211100${last}`, name: `Hotel ${last}`,
      coex: true, owner_business_id: `4109876543210${last}`, token: `EAAnumber${last}`, app_id: this.app, ...more,
    };
    await this.sim('numbers', number);
    return number;
  }

  /** Adopts a number by its token, without a browser; answers the account's id. */
  async adopt(person, tenant, provider, number) {
    const input = {tenant, road: 'hotel', waba_id: number.waba_id, phone_number_id: number.phone_number_id, access_token: number.token};
    const asked = await this.rest(person, 'POST', `/v1/channels/${provider}/actions/adopt`, input);
    if (!asked.json.operation) throw new Error(JSON.stringify(asked.json));
    const done = await this.until(person, `/v1/operations/${asked.json.operation.id}`, ({operation}) => (operation.state === 'pending' ? undefined : operation));
    if (done.state !== 'succeeded') throw new Error(JSON.stringify(done.problem));
    return done.result?.account ?? done.account;
  }
}
