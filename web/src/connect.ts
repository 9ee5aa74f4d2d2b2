// connect.js: Meta's dialog for a CRM that draws its own pages. MOUNT/app/connect.js exports `connect` and `follow`.
//
//   import {connect} from '/channels/whatsapp/app/connect.js';
//   button.onclick = () => {                      // from the click itself, or the browser blocks the window
//     const attempt = connect({tenant: 'harbour'}); // provider: 'meta' for a number of the API alone
//     attempt.addEventListener('step', ({detail}) => show(detail.stage, detail.steps));
//     attempt.addEventListener('done', ({detail}) => open(detail.account));
//     attempt.addEventListener('failed', ({detail}) => say(detail.detail, detail.next));
//   };
//
// Events, each with what belongs to it in `detail`:
//   blocked  the browser let no window open: {link}. Offer here(), or the link to the phone's owner
//   step     the attempt has moved: the operation's result {stage, steps, candidates, ...}
//   choose   several numbers came: {candidates}. Answer with choose(phone_number_id)
//   closed   the window looks closed. A hint only: the platform's pages may cut the window off; the attempt goes on
//   done     {account}: the number is connected. Draw your list anew
//   failed   {code, detail, next}: it is over. A new connect() makes a clean attempt
//   away     the CRM does not answer: {code}. It is asked again by itself
// Methods: reopen(), here(page) (in this tab; the page comes back with ?operation=, give that to follow()),
//   choose(id), go_on(), cancel(), stop() (no more events; the attempt itself goes on).

export interface Wish {
  tenant: string;
  /** coex: a number of the WhatsApp Business app, and what is meant without it; meta: one of the API alone. */
  provider?: 'coex' | 'meta';
  phone?: string;
  name?: string;
  road?: string;
  /** Where the plugin is mounted, if this file comes from elsewhere. */
  mount?: string;
  language?: string;
}

interface Told {
  id: string;
  tenant: string;
  provider: string;
  state: string;
  account?: string;
  result?: {stage?: string; steps?: unknown[]; candidates?: unknown[]; authorization_url?: string};
  problem?: unknown;
}

const look = 'popup,width=680,height=780';
const every = 1_000;
const slowest = 30_000;

export class Attempt extends EventTarget {
  operation = '';
  link = '';
  private popup: Window | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly channel = new BroadcastChannel('coexist-connect');
  private seen = '';
  private failures = 0;
  private told_closed = false;
  private over = false;

  constructor(
    private readonly mount: string,
    private readonly tenant: string,
    private readonly language: string,
    private provider: string,
  ) {
    super();
    this.channel.onmessage = () => void this.ask();
  }

  /** Called by connect(): the window is there already, or was blocked. */
  async begin(wish: Record<string, string>, popup: Window | null): Promise<void> {
    this.popup = popup;
    try {
      this.take(await this.act('connect', wish));
    } catch (problem) {
      popup?.close();
      return this.end('failed', problem);
    }
    if (popup) popup.location.replace(this.link);
    else this.tell('blocked', {link: this.link});
    this.later();
  }

  follow(operation: string): void {
    this.operation = operation;
    void this.ask();
  }

  reopen(): void {
    this.popup = window.open(this.link, 'wa-connect', look);
    this.told_closed = false;
    if (!this.popup) this.tell('blocked', {link: this.link});
  }

  async here(page: string): Promise<void> {
    const first = this.operation;
    const operation = await this.act('connect', {tenant: this.tenant, return_page: page});
    await this.say(first, {cancel: true}).catch(() => undefined);
    this.stop();
    location.assign(operation.result?.authorization_url ?? page);
  }

  choose(phone_number_id: string): Promise<void> {
    return this.say(this.operation, {phone_number_id});
  }

  go_on(): Promise<void> {
    return this.say(this.operation, {go_on: true});
  }

  cancel(): Promise<void> {
    this.popup?.close();
    return this.say(this.operation, {cancel: true});
  }

  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.channel.close();
  }

  private async say(operation: string, more: Record<string, unknown>): Promise<void> {
    await this.act('continue_connect', {tenant: this.tenant, operation, ...more});
    void this.ask();
  }

  private async ask(): Promise<void> {
    if (this.over || !this.operation) return;
    clearTimeout(this.timer);
    try {
      const told = await this.http('GET', `/v1/operations/${this.operation}`);
      this.failures = 0;
      this.take(told);
    } catch (problem) {
      this.failures += 1;
      this.tell('away', problem);
    }
    this.later();
  }

  private take(told: Told): void {
    if (this.over) return; // two looks may be under way, and only one of them tells the end
    this.operation = told.id;
    this.provider = told.provider;
    this.link = told.result?.authorization_url ?? this.link;
    const now = JSON.stringify(told.result);
    if (now !== this.seen) {
      this.seen = now;
      this.tell('step', told.result);
      if (told.result?.stage === 'choose') this.tell('choose', {candidates: told.result.candidates});
    }
    if (told.state === 'succeeded') this.end('done', {account: told.account});
    else if (told.state === 'failed') this.end('failed', told.problem);
    else if (this.popup?.closed && !this.told_closed) {
      this.told_closed = true;
      this.tell('closed', {});
    }
  }

  private later(): void {
    clearTimeout(this.timer);
    if (!this.over) this.timer = setTimeout(() => void this.ask(), Math.min(slowest, every * 2 ** Math.min(5, this.failures)));
  }

  private end(event: string, detail: unknown): void {
    this.stop();
    this.tell(event, detail);
  }

  private tell(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(event, {detail}));
  }

  private act(action: string, body: unknown): Promise<Told> {
    return this.http('POST', `/v1/channels/${this.provider}/actions/${action}`, body);
  }

  private async http(method: string, path: string, body?: unknown): Promise<Told> {
    const headers = {'content-type': 'application/json', 'x-requested-with': 'crm', 'accept-language': this.language};
    const away = {code: 'unreachable', detail: '', next: ''};
    const answer = await fetch(this.mount + path, {method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store'}).catch(() => Promise.reject(away));
    const document = await answer.json().catch(() => away);
    if (!answer.ok) throw document;
    return document.operation;
  }
}

function attempt_of({mount, tenant, language, provider}: Wish): Attempt {
  const own = new URL(/* @vite-ignore */ '../..', import.meta.url).pathname.replace(/\/$/, '');
  return new Attempt(mount ?? own, tenant, language ?? document.documentElement.lang, provider ?? 'coex');
}

/** Opens the dialog. Call it from the click itself. */
export function connect(all: Wish): Attempt {
  const {mount: _mount, language: _language, provider: _provider, ...wish} = all;
  const popup = window.open('', 'wa-connect', look);
  const attempt = attempt_of(all);
  void attempt.begin(wish, popup);
  return attempt;
}

/** Goes on to tell of an attempt: after the dialog came back in this tab, or after the page was loaded anew. */
export function follow(operation: string, wish: Wish): Attempt {
  const attempt = attempt_of(wish);
  attempt.follow(operation);
  return attempt;
}
