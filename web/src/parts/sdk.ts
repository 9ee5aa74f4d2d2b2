import {Refused, type Client} from '../api/client.js';
import type {Operation, Problem, Road} from '../api/types.js';

interface Answer {
  authResponse: {code?: string} | null;
}

interface Facebook {
  init(settings: {appId: string; version: string; xfbml: boolean; cookie: boolean; autoLogAppEvents: boolean}): void;
  login(answered: (answer: Answer) => void, options: object): void;
}

interface Page {
  FB?: Facebook;
  fbAsyncInit?: () => void;
}

const page = globalThis as Page;
// Meta's sample takes whatever ends with "facebook.com", which is also the end of names that anyone can buy.
const senders = new Set(['https://www.facebook.com', 'https://web.facebook.com']);
const too_quick_for_people = 150;
const pause = 1_000;
const code_lives = 28_000; // 30 s at Meta, less the way there
const event_lives = 60_000;

let asked_for = '';
let ready = false;
let set_up_for = '';
let open_now: SdkDialog | undefined;

/**
 * Loads Meta's script, once for the page. Only when it calls back it is whole: until then its functions queue what they
 * are told, and a window that opens later than the click is blocked. A page that has the script for ends of its own
 * keeps it to itself.
 */
export function load_sdk(address: string): void {
  if (asked_for || page.FB || page.fbAsyncInit) return;
  asked_for = address;
  page.fbAsyncInit = () => (ready = true);
  const script = document.createElement('script');
  script.src = address;
  script.async = true;
  script.onerror = () => {
    script.remove();
    delete page.fbAsyncInit;
    asked_for = ''; // the next time that the screen opens it is asked for again
  };
  document.head.append(script);
}

/** The event of the dialog's window that a message is; nothing where it is anybody else's. */
export function session_event({origin, data}: {origin: string; data: unknown}): Record<string, unknown> | undefined {
  if (!senders.has(origin) || typeof data !== 'string') return undefined;
  try {
    const said = JSON.parse(data) as Record<string, unknown> | null;
    return said?.type === 'WA_EMBEDDED_SIGNUP' ? said : undefined;
  } catch {
    return undefined; // the SDK's own talk with its frames
  }
}

/** One thing that the window brought, on its way to the server. */
interface Parcel {
  body: Record<string, unknown>;
  key: string;
  until: number;
}

/**
 * The SDK's window. What it brings, code and events in either order, is kept until the server has answered `connect`,
 * and goes there one at a time, the code first: it lives 30 seconds. That it ended without a code says nothing: the code
 * may be lost on the way and the number connected all the same. Tells `change` when `blocked`, `silent` or `problem` do.
 */
export class SdkDialog extends EventTarget {
  /** The browser let no window through. */
  blocked = false;
  /** The window is gone, and brought no code. */
  silent = false;
  /** The code came and the server did not take it. */
  problem: Problem | undefined;
  private readonly opened_at = Date.now();
  private readonly parcels: Parcel[] = [];
  private operation: Operation | undefined;
  private heard = false;
  private sending = false;
  private over = false;

  private constructor(private readonly client: Client) {
    super();
  }

  /** From the click itself. Nothing where the script is not there (yet): then the dialog opens by redirect. */
  static open(client: Client, road: Road | undefined, extras: Record<string, unknown>): SdkDialog | undefined {
    if (!ready || !page.FB || !road?.script || road.script !== asked_for) return undefined;
    const dialog = new SdkDialog(client);
    open_now?.stop();
    open_now = dialog;
    window.addEventListener('message', dialog.hear);
    try {
      const whole = `${road.app_id} ${road.graph_version}`;
      if (set_up_for !== whole) page.FB.init({appId: road.app_id, version: road.graph_version, xfbml: false, cookie: false, autoLogAppEvents: false});
      set_up_for = whole;
      page.FB.login((answer) => dialog.answered(answer), {config_id: road.config_id, response_type: 'code', override_default_response_type: true, extras});
      return dialog;
    } catch {
      dialog.stop();
      return undefined;
    }
  }

  /** The attempt that `connect` made of it. */
  belongs_to(operation: Operation): void {
    this.operation = operation;
    void this.deliver();
  }

  stop(): void {
    this.over = true;
    window.removeEventListener('message', this.hear);
    if (open_now === this) open_now = undefined;
  }

  private readonly hear = (message: MessageEvent): void => {
    const event = session_event(message);
    if (!event) return;
    this.heard = true;
    this.take({event}, event_lives);
  };

  private answered(answer: Answer | undefined): void {
    const code = answer?.authResponse?.code;
    if (code) return this.take({code}, code_lives);
    if (!this.heard && Date.now() - this.opened_at < too_quick_for_people) this.blocked = true;
    else this.silent = true;
    this.changed();
  }

  private take(body: Record<string, unknown>, lives: number): void {
    if (this.over) return;
    const parcel = {body, key: crypto.randomUUID(), until: Date.now() + lives};
    if (body.code) this.parcels.unshift(parcel);
    else this.parcels.push(parcel);
    void this.deliver();
  }

  private async deliver(): Promise<void> {
    if (this.sending || !this.operation) return;
    this.sending = true;
    for (let parcel = this.parcels.shift(); parcel && !this.over; parcel = this.parcels.shift()) await this.bring(parcel, this.operation);
    this.sending = false;
    const channel = new BroadcastChannel('coexist-connect'); // whoever shows the attempt looks at once
    channel.postMessage(this.operation.id);
    channel.close();
  }

  /** The same key at each try: what came through although its answer was lost is not done twice. */
  private async bring({body, key, until}: Parcel, {tenant, provider, id, result}: Operation): Promise<void> {
    const input = {tenant, operation: id, ...body, ...(body.code ? {state: result?.state} : {})};
    for (;;) {
      try {
        await this.client.act(`/v1/channels/${provider}/actions/continue_connect`, input, key);
        return;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const passes = error.problem.status === 0 || error.problem.status >= 500;
        if (passes && !this.over && Date.now() + pause < until) {
          await new Promise((resume) => setTimeout(resume, pause));
          continue;
        }
        if (!body.code) return; // an event only guides people
        this.problem = error.problem;
        this.changed();
        return;
      }
    }
  }

  private changed(): void {
    this.dispatchEvent(new CustomEvent('change'));
  }
}
