import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Account, Action, AuditEntry, History, Problem} from '../api/types.js';
import {base} from '../look/base.js';
import {icon} from '../look/icons.js';
import '../parts/actions.js';
import '../parts/pictures.js';
import {Screen} from '../parts/screen.js';
import {mood_of, state_words, worries_of} from '../parts/standing.js';
import '../parts/phone_steps.js';

const every = 2_000;
const chances = 4; // of the polls, for what changes seldom

/** One number: how it stands and why, its phone, its import, and what can be done with it now. */
@customElement('wa-number')
export class NumberScreen extends Screen {
  static override styles = [
    base,
    css`
      h1 svg {
        color: var(--accent);
      }
    `,
  ];

  @property({attribute: false}) number_id = '';
  @state() private account: Account | undefined;
  @state() private actions: Action[] = [];
  @state() private history: History | undefined;
  @state() private past: AuditEntry[] = [];
  @state() private problem: Problem | undefined;
  private round = 0;

  private readonly poll = this.polls(() => this.load(), every, (problem) => (this.problem = problem));

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('number_id') || this.account?.id === this.number_id) return;
    this.account = undefined;
    this.history = undefined;
    this.problem = undefined;
    this.actions = [];
    this.past = [];
    this.after_action();
  }

  private async load(): Promise<void> {
    const client = this.app.client;
    const id = this.number_id;
    const found = await client.get<Account>(`/v1/accounts/${id}`);
    if (id !== this.number_id) return;
    const seldom = this.round % chances === 0 || found !== this.account;
    this.round += 1;
    this.account = found;
    if (!seldom) return;
    this.actions = await this.app.actions(this.number_id);
    if (this.account.provider === 'coex') this.history = await client.get<History>(`/v1/accounts/${this.number_id}/history?limit=1`);
    if (this.app.admin) {
      const lines = await client.get<{audit: AuditEntry[]}>(`/admin/audit?account=${this.number_id}&limit=50`);
      this.past = lines.audit.filter((line) => line.after !== undefined && line.after !== line.before);
    }
    this.problem = undefined;
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    const account = this.account;
    if (!account) return html`<div class="page">${this.back_to_numbers()}${this.problem ? this.refusal(this.problem) : this.waiting()}</div>`;
    const worries = worries_of(this.app, account);
    return html`<div class="page">
      ${this.back_to_numbers()}
      <div class="row spread">
        <h1>${icon(account.provider)} ${account.name || account.address}</h1>
        <span class="pill ${mood_of(account)}">${state_words(this.app, account)}</span>
      </div>
      <p class="muted">${this.phone(account.address)} · ${this.app.tenant(account.tenant)} · ${t(`provider.${account.provider}`)}</p>
      ${this.refusal(this.problem)}
      ${worries.map((worry) => html`<div class="note warn">${worry}</div>`)}
      ${account.provider === 'meow' ? html`<div class="note warn">${t('numbers.legacy_hint')}</div>` : nothing}
      ${account.state === 'disconnect_pending' ? this.pending() : nothing} ${this.reconnect(account)}
      ${this.standing(account)} ${account.phone ? this.of_phone(account) : nothing} ${this.imported()}
      <wa-pictures .app=${this.app} .account=${account} .history=${this.history && this.history.outcome !== 'not_asked' ? this.history : undefined}></wa-pictures>
      <section class="card">
        <h2>${t('number.actions')}</h2>
        <wa-actions .app=${this.app} .account=${account} .actions=${this.actions} @done=${() => this.after_action()}></wa-actions>
      </section>
      ${account.provider === 'coex' ? html`<p><a href=${this.app.address({screen: 'phone'})} @click=${(event: Event) => this.app.follow(event, {screen: 'phone'})}>${t('number.changes')}</a></p>` : nothing}
      <p><a href=${this.app.address({screen: 'diagnose', account: account.id})} @click=${(event: Event) => this.app.follow(event, {screen: 'diagnose', account: account.id})}>${t('diagnose.link')}</a></p>
      ${this.guide(account)} ${this.for_support(account)}
    </div>`;
  }

  private after_action(): void {
    this.round = 0;
    this.poll.now();
  }

  private pending(): TemplateResult {
    return html`<section class="card" aria-live="polite">
      <h2>${this.app.t('disconnect.waits')}</h2>
      <p>${this.app.t('disconnect.waits_words')}</p>
      <wa-phone-steps .app=${this.app}></wa-phone-steps>
    </section>`;
  }

  private reconnect(account: Account): TemplateResult | typeof nothing {
    const ended = ['disconnected', 'offboarded', 'failed'].includes(account.state);
    if (!ended || account.provider !== 'coex' || !this.app.admin) return nothing;
    const place = {screen: 'connect'} as const;
    return html`<a class="button main" href=${this.app.address(place)} @click=${(event: Event) => this.app.follow(event, place)}>${this.app.t('number.reconnect')}</a>`;
  }

  private standing(account: Account): TemplateResult {
    const {t, format} = this.app;
    const zone = this.app.zone(account.tenant);
    const life = account.signs_of_life;
    return html`<section class="card">
      <h2>${t('number.standing')}</h2>
      <dl>
        <dt>${t('number.since')}</dt>
        <dd>${format.moment(account.since, zone)}${account.initiated_by ? html` · ${this.who(account.initiated_by)}` : nothing}</dd>
        ${account.reason ? html`<dt>${t('number.reason')}</dt><dd>${this.app.texts.find(`reason.${account.reason}`) ?? account.reason}</dd>` : nothing}
        <dt>${t('number.last_guest')}</dt>
        <dd>${life.customer_message_at ? format.ago(life.customer_message_at) : t('never')}</dd>
        ${account.provider === 'coex' ? html`<dt>${t('number.last_phone')}</dt><dd>${life.phone_message_at ? format.ago(life.phone_message_at) : t('never')}</dd>` : nothing}
        <dt>${t('number.cost')}</dt>
        <dd>${t(`cost.${account.provider}`)}</dd>
      </dl>
      ${this.past.length
        ? html`<details><summary>${t('number.past')}</summary><ul>
            ${this.past.map((line) => html`<li>${format.moment(line.at, zone)}: ${this.app.texts.find(`state.${line.after ?? ''}`) ?? line.after} · ${this.who(line.actor || line.initiator)}${line.code ? html` <span class="muted small">${this.app.texts.find(`reason.${line.code}`) ?? line.code}</span>` : nothing}</li>`)}
          </ul></details>`
        : nothing}
    </section>`;
  }

  private who(name: string): string {
    return this.app.texts.find(`who.${name.toLowerCase()}`) ?? name;
  }

  private of_phone(account: Account): TemplateResult {
    const {t, format} = this.app;
    const phone = account.phone!;
    return html`<section class="card">
      <h2>${t('phone_life.title')}</h2>
      <p>${t(`phone_life.sign_${phone.sign}` as 'phone_life.sign_message', {when: format.ago(phone.at)})} ${t(`phone_life.${phone.strength}`)}</p>
      <p class="muted">${t('phone_life.risk', {day: format.day(phone.at_risk_from, this.app.zone(account.tenant))})}</p>
    </section>`;
  }

  private imported(): TemplateResult | typeof nothing {
    const {t, format} = this.app;
    const history = this.history;
    if (!history || history.outcome === 'not_asked') return nothing;
    const gaps = history.phases.reduce((sum, phase) => sum + phase.missing_count, 0);
    return html`<section class="card">
      <h2>${t('history.title')}</h2>
      <p>${this.app.texts.find(`history.${history.outcome}`) ?? history.words}</p>
      <dl>
        <dt>${t('history.messages')}</dt><dd>${format.number(history.messages)}</dd>
        <dt>${t('history.chats')}</dt><dd>${format.number(history.conversations)}</dd>
        ${gaps > 0 ? html`<dt>${t('history.gaps')}</dt><dd>${t('history.pieces', {count: gaps})}</dd>` : nothing}
        ${history.files_missing.map((group) => html`<dt>${this.app.texts.find(`files.${group.code}`) ?? group.detail}</dt><dd>${t('history.files', {count: group.messages})}</dd>`)}
      </dl>
    </section>`;
  }

  private guide(account: Account): TemplateResult {
    const place = {screen: 'guide', provider: account.provider} as const;
    return html`<p><a href=${this.app.address(place)} @click=${(event: Event) => this.app.follow(event, place)}>${this.app.t('guide.open')}</a></p>`;
  }

  private for_support(account: Account): TemplateResult {
    const t = this.app.t;
    return html`<details class="card">
      <summary>${t('number.support')}</summary>
      <dl>
        <dt>${t('number.id')}</dt><dd><code>${account.id}</code></dd>
        <dt>${t('number.road')}</dt><dd>${account.road}</dd>
        ${account.waba_id ? html`<dt>${t('number.waba')}</dt><dd><code>${account.waba_id}</code></dd>` : nothing}
        ${account.phone_number_id ? html`<dt>${t('number.phone_number_id')}</dt><dd><code>${account.phone_number_id}</code></dd>` : nothing}
      </dl>
      ${account.notices?.length
        ? html`<h3>${t('number.notices')}</h3><ul>${account.notices.map((notice) => html`<li>${this.app.format.moment(notice.at, this.app.zone(account.tenant))}: ${notice.kind} ${notice.word} ${notice.detail}</li>`)}</ul>`
        : nothing}
    </details>`;
  }
}
