import {css, html, nothing, type TemplateResult} from 'lit';
import {customElement, state} from 'lit/decorators.js';

import {Poll} from '../api/poll.js';
import type {Action, ConnectLink, Problem, Road} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import {qr} from '../parts/qr.js';
import {Screen} from '../parts/screen.js';
import {languages} from '../text/catalogue.js';

const every = 5_000;
const page = 50;

type Mode = 'coex' | 'meta';
const modes: Mode[] = ['coex', 'meta'];

/** Links with which clients connect their numbers on their own phones, and what became of each. */
@customElement('wa-links')
export class Links extends Screen {
  static override styles = [
    base,
    css`
      .qr {
        background: #fff;
        inline-size: min(16rem, 100%);
      }
      input.link {
        direction: ltr;
        font-size: 0.8125rem;
      }
      .fields {
        align-items: end;
        display: grid;
        gap: 0 1rem;
        grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
      }
    `,
  ];

  @state() private links: ConnectLink[] | undefined;
  @state() private offered: Mode[] = [];
  @state() private mode: Mode = 'coex';
  @state() private roads: Record<Mode, Road[]> = {coex: [], meta: []};
  @state() private road = '';
  @state() private tenant = '';
  @state() private shown = '';
  @state() private copied = '';
  @state() private busy = false;
  @state() private problem: Problem | undefined;
  @state() private not_offered: Problem | undefined;

  private readonly poll = new Poll(() => this.load(), every, (problem) => (this.problem = problem));

  override connectedCallback(): void {
    super.connectedCallback();
    this.tenant = this.app.me.tenants[0] ?? '';
    void this.begin();
    this.poll.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.poll.stop();
  }

  private async begin(): Promise<void> {
    for (const mode of modes) {
      try {
        const {actions} = await this.app.client.get<{actions: Action[]}>(`/v1/channels/${mode}/actions`);
        const {roads} = await this.app.client.get<{roads: Road[]}>(`/v1/signup?provider=${mode}`);
        this.roads = {...this.roads, [mode]: roads};
        const create = actions.find((action) => action.id === 'create_link');
        if (create?.enabled) this.offered = [...this.offered, mode];
        else this.not_offered ??= create?.reason;
      } catch (error) {
        this.problem = problem_of(error);
      }
    }
    if (!this.offered.includes(this.mode) && this.offered[0]) this.mode = this.offered[0];
  }

  private async load(): Promise<void> {
    this.links = (await this.app.client.get<{links: ConnectLink[]}>(`/v1/links?limit=${page}`)).links;
    this.problem = undefined;
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    return html`<div class="page">
      ${this.back_to_numbers()}
      <h1>${t('links.title')}</h1>
      <p>${t('links.words')}</p>
      ${this.refusal(this.problem)}
      ${this.offered.length > 0 ? this.form() : this.refusal(this.not_offered)}
      ${this.links === undefined
        ? this.problem ? nothing : this.waiting()
        : this.links.length === 0 ? html`<p class="muted">${t('links.none')}</p>` : this.links.map((link) => this.one(link))}
    </div>`;
  }

  private form(): TemplateResult {
    const t = this.app.t;
    const roads = this.roads[this.mode];
    const chosen = roads.length === 1 ? roads[0] : roads.find(({road}) => road === this.road);
    return html`<form class="card" @submit=${(event: Event) => void this.create(event)}>
      <h2>${t('links.new')}</h2>
      <div class="fields">
        ${this.app.me.tenants.length > 1
          ? html`<label class="field"><span>${t('connect.tenant')}</span><select name="tenant" required @change=${(event: Event) => (this.tenant = (event.target as HTMLSelectElement).value)}>
              ${this.app.me.tenants.map((id) => html`<option value=${id} ?selected=${id === this.tenant}>${this.app.tenant(id)}</option>`)}</select></label>`
          : nothing}
        ${this.offered.length > 1
          ? html`<label class="field"><span>${t('links.mode')}</span><select @change=${(event: Event) => (this.mode = (event.target as HTMLSelectElement).value as Mode)}>
              ${this.offered.map((mode) => html`<option value=${mode} ?selected=${mode === this.mode}>${t(`provider.${mode}`)}</option>`)}</select></label>`
          : nothing}
        ${roads.length > 1
          ? html`<label class="field"><span>${t('connect.road')}</span><select name="road" required @change=${(event: Event) => (this.road = (event.target as HTMLSelectElement).value)}>
              <option value=""></option>${roads.map(({road}) => html`<option ?selected=${road === this.road}>${road}</option>`)}</select></label>`
          : nothing}
        <label class="field"><span>${t('links.name')}</span><input name="name" maxlength="100" autocomplete="organization" .value=${this.app.tenant(this.tenant)}></label>
        <label class="field"><span>${t('connect.number')} <span class="muted small">${t('form.optional')}</span></span><input name="phone" type="tel" inputmode="tel" autocomplete="off" placeholder="+49 1511 2345678"></label>
        <label class="field"><span>${t('links.language')}</span><select name="language"><option value="">${t('links.of_browser')}</option>
          ${languages.map((language) => html`<option value=${language} lang=${language}>${new Intl.DisplayNames([language], {type: 'language'}).of(language)}</option>`)}</select></label>
        <label class="field"><span>${t('links.days')}</span><input name="days" type="number" min="1" max="365" required .value=${String((chosen ?? roads[0])?.link_days ?? '')}></label>
      </div>
      <button class="main" ?disabled=${this.busy || !this.tenant}>${t('links.create')}</button>
    </form>`;
  }

  private async create(event: Event): Promise<void> {
    event.preventDefault();
    const said = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => String(said.get(name) ?? '').trim();
    const phone = text('phone').replace(/[^\d+]/g, '');
    await this.act(this.mode, 'create_link', {
      tenant: this.tenant,
      days: Number(text('days')),
      ...(text('road') ? {road: text('road')} : {}),
      ...(text('name') ? {name: text('name')} : {}),
      ...(phone ? {phone} : {}),
      ...(text('language') ? {language: text('language')} : {}),
    });
  }

  private async act(mode: string, action: string, input: Record<string, unknown>): Promise<void> {
    this.busy = true;
    try {
      const operation = await this.app.client.act(`/v1/channels/${mode}/actions/${action}`, input);
      if (operation.problem) this.problem = operation.problem;
      else if (action === 'create_link') this.shown = String(operation.result?.link ?? '');
      await this.load();
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
    }
  }

  private one(link: ConnectLink): TemplateResult {
    const {t, format} = this.app;
    const zone = this.app.zone(link.tenant);
    const good = link.state === 'open';
    return html`<section class="card" aria-label=${link.name ?? link.id}>
      <div class="row spread"><h2>${link.name ?? this.app.tenant(link.tenant)}</h2><span class="pill ${link.reached === 'connected' ? 'good' : good ? '' : 'warn'}">${t(link.state === 'open' ? `links.reached_${link.reached}` : `links.state_${link.state}`)}</span></div>
      <p class="muted small">${this.app.tenant(link.tenant)} · ${t(`provider.${link.provider}`)}${link.address ? html` · ${this.phone(link.address)}` : nothing}</p>
      <ul>
        <li>${t('links.made', {when: format.moment(link.created_at, zone)})}</li>
        ${link.opened_at ? html`<li>${t('links.opened', {when: format.moment(link.opened_at, zone)})}</li>` : nothing}
        ${link.attempts > 0 ? html`<li>${t('links.attempts', {count: link.attempts})}</li>` : nothing}
        ${link.last_step ? html`<li>${t('links.stopped', {step: this.app.texts.find(`step.${link.last_step.step}`) ?? link.last_step.step, when: format.moment(link.last_step.at, zone)})}</li>` : nothing}
        ${good ? html`<li>${t('links.until', {when: format.moment(link.expires_at, zone)})}</li>` : nothing}
      </ul>
      ${good && link.url ? this.address(link, link.url) : nothing}
      <div class="row">
        ${link.operation && link.reached === 'failed'
          ? html`<a class="button" href=${this.app.address({screen: 'diagnose', operation: link.operation})} @click=${(event: Event) => this.app.follow(event, {screen: 'diagnose', operation: link.operation})}>${t('diagnose.link')}</a>`
          : nothing}
        ${link.account ? html`<a class="button" href=${this.app.address({screen: 'number', id: link.account})} @click=${(event: Event) => this.app.follow(event, {screen: 'number', id: link.account!})}>${t('connected.look')}</a>` : nothing}
        ${good ? html`<button ?disabled=${this.busy} @click=${() => void this.act(link.provider, 'revoke_link', {tenant: link.tenant, link: link.id})}>${t('links.revoke')}</button>` : nothing}
      </div>
    </section>`;
  }

  private address(link: ConnectLink, url: string): TemplateResult {
    const t = this.app.t;
    return html`<label class="field"><span>${t('links.send')}</span><input class="link" readonly .value=${url} @focus=${(event: Event) => (event.target as HTMLInputElement).select()}></label>
      <div class="row"><button @click=${() => void this.copy(link.id, url)}>${t('blocked.copy')}</button><span role="status">${this.copied === link.id ? t('blocked.copied') : nothing}</span></div>
      <details ?open=${this.shown === link.id}><summary>${t('links.qr')}</summary>${qr(url, t('links.qr'))}</details>`;
  }

  private async copy(id: string, url: string): Promise<void> {
    await navigator.clipboard.writeText(url).catch(() => undefined);
    this.copied = id;
  }
}
