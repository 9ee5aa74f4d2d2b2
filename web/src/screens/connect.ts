import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Action, Guide, Operation, Problem, Road} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import '../parts/action_form.js';
import '../parts/connecting.js';
import '../parts/setup.js';
import {Screen} from '../parts/screen.js';
import {load_sdk, SdkDialog} from '../parts/sdk.js';
import type {Key} from '../text/catalogue.js';

type Kind = 'business' | 'regular' | 'new';

const kinds: Kind[] = ['business', 'regular', 'new'];
const checklist: Key[] = ['check.app', 'check.admin', 'check.other', 'check.phone', 'check.history', 'check.devices'];
const window_size = 'popup,width=680,height=780';

/**
 * From "which number is it?" to "connected". The dialog's window is opened by the click itself, before anything is
 * awaited: a browser lets no window through later. What became of the dialog is told by the server alone.
 */
@customElement('wa-connect')
export class Connect extends Screen {
  static override styles = [
    base,
    css`
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
      }
      legend {
        font-size: 1.1rem;
        font-weight: 600;
        padding: 0;
      }
      input.link {
        direction: ltr;
        font-size: 0.8125rem;
      }
    `,
  ];

  @property({attribute: false}) operation_id = '';
  @state() private kind: Kind | undefined;
  @state() private tenant = '';
  @state() private number = '';
  @state() private business_name = '';
  @state() private website = '';
  @state() private begin: {coex?: Action; meta?: Action} = {};
  @state() private adopt: {coex?: Action; meta?: Action} = {};
  @state() private roads: {coex: Road[]; meta: Road[]} = {coex: [], meta: []};
  @state() private road = '';
  @state() private guide: Guide | undefined;
  @state() private loaded = false;
  @state() private busy = false;
  @state() private blocked: Operation | undefined;
  @state() private copied = false;
  @state() private problem: Problem | undefined;
  @state() private adopting: 'coex' | 'meta' | undefined;
  private popup: Window | null = null;
  private sdk: SdkDialog | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.tenant = this.app.me.tenants.length === 1 ? this.app.me.tenants[0]! : '';
    void this.load();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('operation_id') && !this.operation_id) this.problem = undefined;
  }

  private async load(): Promise<void> {
    try {
      const actions = async (provider: string): Promise<Action[]> =>
        (await this.app.client.get<{actions: Action[]}>(`/v1/channels/${provider}/actions`)).actions;
      const roads = async (provider: string): Promise<Road[]> => (await this.app.client.get<{roads: Road[]}>(`/v1/signup?provider=${provider}`)).roads;
      const [coex, meta, guide, to_coex, to_meta] = await Promise.all([actions('coex'), actions('meta'), this.app.client.get<Guide>('/v1/guide'), roads('coex'), roads('meta')]);
      this.guide = guide;
      this.roads = {coex: to_coex, meta: to_meta};
      const script = to_coex.find((road) => road.script)?.script;
      if (script) load_sdk(script);
      this.begin = {coex: coex.find((action) => action.id === 'connect'), meta: meta.find((action) => action.id === 'connect')};
      this.adopt = {coex: coex.find((action) => action.id === 'adopt'), meta: meta.find((action) => action.id === 'adopt')};
    } catch (error) {
      this.problem = problem_of(error);
    }
    this.loaded = true;
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    return html`<div class="page">
      ${this.back_to_numbers()}
      <h1>${t('connect.title')}</h1>
      ${this.operation_id
        ? html`<wa-connecting .app=${this.app} .operation_id=${this.operation_id} .popup=${this.popup} .unheard=${this.sdk?.problem} ?silent=${this.sdk?.silent ?? false} @anew=${() => this.anew()}></wa-connecting>`
        : this.blocked ? this.when_blocked(this.blocked) : this.questions()}
    </div>`;
  }

  private questions(): TemplateResult {
    const t = this.app.t;
    if (!this.loaded) return this.waiting();
    return html`<section class="card">
        <fieldset>
          <legend>${t('connect.which')}</legend>
          ${kinds.map(
            (kind) => html`<label class="choice"><input type="radio" name="kind" value=${kind} .checked=${this.kind === kind} @change=${() => (this.kind = kind)}>
              <span>${t(`kind.${kind}`)}<br><span class="muted small">${t(`kind.${kind}_words`)}</span></span></label>`,
          )}
        </fieldset>
      </section>
      ${this.refusal(this.problem)}
      ${this.kind === 'business' ? this.coexistence() : nothing}
      ${this.kind === 'regular' ? html`<div class="note warn"><p>${t('advice.regular')}</p><p>${t('advice.regular_next')}</p></div>` : nothing}
      ${this.kind === 'new' ? this.dedicated() : nothing}`;
  }

  private coexistence(): TemplateResult {
    const t = this.app.t;
    const phone = {screen: 'phone'} as const;
    return html`<section class="card">
        <h2>${t('advice.coex')}</h2>
        <p>${t('advice.coex_why')}</p>
        <p class="muted">${t('advice.coex_not')} <a href=${this.app.address(phone)} @click=${(event: Event) => this.app.follow(event, phone)}>${t('number.changes')}</a></p>
        ${this.guide ? html`<div class="note warn">${this.guide.backup}</div>` : nothing} ${this.advice('coex')}
      </section>
      <section class="card">
        <h2>${t('connect.checklist')}</h2>
        <ul>${checklist.map((key) => html`<li>${t(key)}</li>`)}</ul>
        ${this.dialog('coex')}
      </section>
      ${this.adopting === 'coex' && this.adopt.coex ? this.adoption('coex', this.adopt.coex) : nothing}`;
  }

  /** When this way fits, what it cannot do, and what may be promised to the client. */
  private advice(mode: 'coex' | 'meta'): TemplateResult | typeof nothing {
    const t = this.app.t;
    const guide = this.guide;
    if (!guide) return nothing;
    const list = (heading: Key, lines: string[]): TemplateResult => html`<h3>${t(heading)}</h3><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
    return html`<details><summary>${t('advice.more')}</summary>
      ${list('advice.when', guide.modes[mode].when)} ${list('advice.limits', guide.modes[mode].not)}
      ${mode === 'coex' ? html`${list('advice.promise', guide.promises.good)} ${list('advice.risky', guide.promises.risky)}` : nothing}
    </details>`;
  }

  /** Which hotel, which number, and the button that opens Meta's window; off with the reason while that cannot be. */
  private dialog(provider: 'coex' | 'meta'): TemplateResult {
    const t = this.app.t;
    const begin = this.begin[provider];
    const reason = begin?.enabled ? undefined : (begin?.reason ?? {status: 0, code: 'not_offered', detail: '', next: ''});
    return html`${this.app.me.tenants.length > 1
          ? html`<label class="field"><span>${t('connect.tenant')}</span><select required @change=${(event: Event) => (this.tenant = (event.target as HTMLSelectElement).value)}>
              <option value=""></option>${this.app.me.tenants.map((id) => html`<option value=${id} ?selected=${id === this.tenant}>${this.app.tenant(id)}</option>`)}</select></label>`
          : nothing}
        ${this.roads[provider].length > 1
          ? html`<label class="field"><span>${t('connect.road')}</span><select required @change=${(event: Event) => (this.road = (event.target as HTMLSelectElement).value)}>
              <option value=""></option>${this.roads[provider].map(({road}) => html`<option ?selected=${road === this.road}>${road}</option>`)}</select></label>`
          : nothing}
        <label class="field"><span>${t('connect.number')} <span class="muted small">${t('form.optional')}</span></span>
          <input type="tel" inputmode="tel" autocomplete="off" placeholder="+49 1511 2345678" .value=${this.number} @input=${(event: Event) => (this.number = (event.target as HTMLInputElement).value)}></label>
        <details><summary>${t('connect.business')}</summary>
          <p class="muted">${t('connect.business_words')}</p>
          <label class="field"><span>${t('connect.business_name')} <span class="muted small">${t('form.optional')}</span></span><input maxlength="200" autocomplete="organization" .value=${this.business_name} @input=${(event: Event) => (this.business_name = (event.target as HTMLInputElement).value)}></label>
          <label class="field"><span>${t('connect.website')} <span class="muted small">${t('form.optional')}</span></span><input type="text" inputmode="url" maxlength="290" autocomplete="url" .value=${this.website} @input=${(event: Event) => (this.website = (event.target as HTMLInputElement).value)}></label>
        </details>
        ${reason ? this.refusal(reason) : nothing}
        <wa-setup .app=${this.app} .provider=${provider} .tenant=${this.tenant} .road=${this.chosen(provider)?.road ?? ''} @checked=${() => void this.load()}></wa-setup>
        <div class="row">
          <button class="main" ?disabled=${this.busy || reason !== undefined || !this.tenant || (this.roads[provider].length > 1 && !this.chosen(provider))} @click=${() => this.open_dialog(provider)}>${t('connect.go')}</button>
          ${this.adopt[provider]?.enabled ? html`<button class="plain" @click=${() => (this.adopting = provider)}>${t('connect.adopt')}</button>` : nothing}
        </div>`;
  }

  private dedicated(): TemplateResult {
    const t = this.app.t;
    return html`<section class="card">
        <h2>${t('advice.meta')}</h2>
        <p>${t('advice.meta_why')}</p>
        <p class="muted">${t('advice.meta_not')}</p>
        ${this.advice('meta')}
      </section>
      <section class="card">
        <h2>${t('connect.checklist')}</h2>
        <ul><li>${t('check.free')}</li><li>${t('check.admin')}</li></ul>
        ${this.dialog('meta')}
      </section>
      ${this.adopting === 'meta' && this.adopt.meta ? this.adoption('meta', this.adopt.meta) : nothing}`;
  }

  private adoption(provider: 'coex' | 'meta', action: Action): TemplateResult {
    return html`<section class="card">
      <h2>${action.title}</h2>
      <p>${action.description}</p>
      <wa-action-form .app=${this.app} .action=${action} .problem=${this.problem} ?busy=${this.busy}
        @send=${(event: CustomEvent) => void this.adopt_with(provider, event.detail as Record<string, unknown>)}></wa-action-form>
    </section>`;
  }

  private async adopt_with(provider: string, input: Record<string, unknown>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      let operation = await this.app.client.act(`/v1/channels/${provider}/actions/adopt`, input);
      while (operation.state === 'pending') {
        await new Promise((resume) => setTimeout(resume, 500));
        operation = await this.app.client.operation(operation.id);
      }
      const account = operation.result?.account ?? operation.account;
      if (operation.state === 'succeeded' && typeof account === 'string') this.app.go({screen: 'number', id: account});
      else this.problem = operation.problem;
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
    }
  }

  private chosen(provider: 'coex' | 'meta'): Road | undefined {
    const roads = this.roads[provider];
    return roads.length === 1 ? roads[0] : roads.find(({road}) => road === this.road);
  }

  private get business(): Record<string, string> {
    const name = this.business_name.trim();
    const site = this.website.trim();
    const website = site && !/^https?:\/\//.test(site) ? `https://${site}` : site;
    return {...(name ? {name} : {}), ...(website ? {website} : {})};
  }

  private input(more: Record<string, string> = {}): Record<string, unknown> {
    const phone = this.number.replace(/[^\d+]/g, '');
    const business = this.business;
    return {tenant: this.tenant, ...(this.road ? {road: this.road} : {}), ...(phone ? {phone} : {}), ...(Object.keys(business).length > 0 ? {business} : {}), ...more};
  }

  private async ask(provider: string, more: Record<string, string> = {}): Promise<Operation | undefined> {
    this.busy = true;
    this.problem = undefined;
    try {
      return await this.app.client.act(`/v1/channels/${provider}/actions/connect`, this.input(more));
    } catch (error) {
      this.problem = problem_of(error);
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  /** What asks the SDK's window for this kind of number, with what is known of the business filled in. */
  private extras({extras}: Road): Record<string, unknown> {
    const setup = extras.setup as Record<string, unknown> | undefined;
    if (Object.keys(this.business).length === 0) return extras;
    return {...extras, setup: {...setup, business: {...(setup?.business as object | undefined), ...this.business}}};
  }

  /** The SDK's window, where its script is there by now; else the dialog by redirect. */
  private open_dialog(provider: 'coex' | 'meta'): Promise<void> {
    const road = this.chosen(provider);
    this.sdk?.stop();
    this.sdk = road && SdkDialog.open(this.app.client, road, this.extras(road));
    return this.sdk ? this.go_with(this.sdk, provider) : this.open_by_redirect(provider);
  }

  private async go_with(dialog: SdkDialog, provider: 'coex' | 'meta'): Promise<void> {
    this.popup = null;
    const operation = await this.ask(provider);
    if (!operation) {
      dialog.stop();
      return;
    }
    dialog.belongs_to(operation);
    const look = (): void => {
      if (dialog.blocked) {
        this.blocked = operation;
        this.app.go({screen: 'connect'});
      }
      this.requestUpdate();
    };
    dialog.addEventListener('change', look);
    this.follow(operation);
    if (dialog.blocked) look();
  }

  private async open_by_redirect(provider: 'coex' | 'meta'): Promise<void> {
    const popup = window.open('', 'wa-connect', window_size);
    const operation = await this.ask(provider);
    if (!operation) {
      popup?.close();
      return;
    }
    if (!popup) {
      this.blocked = operation;
      return;
    }
    this.popup = popup;
    popup.location.replace(String(operation.result?.authorization_url));
    this.app.go({screen: 'connect', operation: operation.id});
  }

  private when_blocked(operation: Operation): TemplateResult {
    const t = this.app.t;
    const link = String(operation.result?.authorization_url);
    return html`<section class="card" role="alert">
      <h2>${t('blocked.title')}</h2>
      <p>${t('blocked.words')}</p>
      ${this.refusal(this.problem)}
      <div class="row">
        <button class="main" ?disabled=${this.busy} @click=${() => void this.in_this_tab(operation)}>${t('blocked.this_tab')}</button>
        <button @click=${() => this.again(operation)}>${t('blocked.again')}</button>
      </div>
      <label class="field"><span>${t('blocked.link')}</span><input class="link" readonly .value=${link} @focus=${(event: Event) => (event.target as HTMLInputElement).select()}></label>
      <div class="row"><button @click=${() => void this.copy(link, operation)}>${t('blocked.copy')}</button><span role="status">${this.copied ? t('blocked.copied') : nothing}</span></div>
    </section>`;
  }

  private again(operation: Operation): void {
    this.popup = window.open(String(operation.result?.authorization_url), 'wa-connect', window_size);
    if (this.popup) this.follow(operation);
  }

  private follow(operation: Operation): void {
    this.blocked = undefined;
    this.app.go({screen: 'connect', operation: operation.id});
  }

  /** Another attempt, which comes back to this page; the first one is called off. */
  private async in_this_tab(first: Operation): Promise<void> {
    const operation = await this.ask(first.provider, {return_page: this.app.return_page || location.origin + location.pathname});
    if (!operation) return;
    await this.app.client
      .act(`/v1/channels/${first.provider}/actions/continue_connect`, {tenant: first.tenant, operation: first.id, cancel: true})
      .catch(() => undefined); // it ends by itself within the hour
    location.assign(String(operation.result?.authorization_url));
  }

  private async copy(link: string, operation: Operation): Promise<void> {
    await navigator.clipboard.writeText(link).catch(() => undefined);
    this.copied = true;
    setTimeout(() => this.follow(operation), 1500);
  }

  private anew(): void {
    this.popup?.close();
    this.popup = null;
    this.sdk?.stop();
    this.sdk = undefined;
    this.blocked = undefined;
    this.app.go({screen: 'connect'});
  }
}
