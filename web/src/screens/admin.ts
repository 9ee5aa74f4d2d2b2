import {css, html, nothing, type TemplateResult} from 'lit';
import {customElement, state} from 'lit/decorators.js';

import type {AuditEntry, Health, Problem, Quarantined} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import {Screen} from '../parts/screen.js';
import '../parts/settings.js';

const every = 10_000;

interface Replayed {
  replayed: number;
  still_quarantined: number;
  failed: number;
  left: number;
}

/** How the plugin is, what it could not read, and who did what. For admins. */
@customElement('wa-admin')
export class Admin extends Screen {
  static override styles = [base, css``];

  @state() private health: Health | undefined;
  @state() private quarantine: Quarantined[] = [];
  @state() private total = 0;
  @state() private audit: AuditEntry[] = [];
  @state() private next: string | undefined;
  @state() private problem: Problem | undefined;
  @state() private replayed: Replayed | undefined;
  @state() private busy = false;

  private readonly poll = this.polls(() => this.load(), every, (problem) => (this.problem = problem));

  private async load(): Promise<void> {
    const client = this.app.client;
    this.health = await client.get<Health>('/admin/health');
    const held = await client.get<{quarantine: Quarantined[]; total?: number}>('/admin/quarantine?limit=50');
    this.quarantine = held.quarantine;
    this.total = held.total ?? held.quarantine.length;
    if (this.audit.length > 50) return; // somebody reads further back
    const lines = await client.get<{audit: AuditEntry[]; next_cursor?: string}>('/admin/audit?limit=50');
    this.audit = lines.audit;
    this.next = lines.next_cursor;
    this.problem = undefined;
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    return html`<div class="page">
      <h1>${t('nav.admin')}</h1>
      ${this.refusal(this.problem)}
      ${this.health ? this.of_health(this.health) : this.problem ? nothing : this.waiting()}
      ${this.of_quarantine()} <wa-settings .app=${this.app}></wa-settings> ${this.of_audit()}
    </div>`;
  }

  private of_health(health: Health): TemplateResult {
    const t = this.app.t;
    const tone = {ok: 'good', warn: 'warn', fail: 'bad'} as const;
    return html`<section class="card">
      <div class="row spread"><h2>${t('health.title')}</h2><span class="pill ${tone[health.status]}">${t(`health.${health.status}`)}</span></div>
      ${health.problems.map((one) => html`<div class="note ${one.status === 'fail' ? 'bad' : 'warn'}"><p>${one.detail}</p><p>${one.next}</p></div>`)}
      <details><summary>${t('health.checks', {count: Object.keys(health.checks).length})}</summary>
        <ul>${Object.entries(health.checks).map(([name, check]) => html`<li><code>${name}</code>: ${t(`health.${check.status}`)}</li>`)}</ul></details>
    </section>`;
  }

  private of_quarantine(): TemplateResult {
    const t = this.app.t;
    return html`<section class="card">
      <h2>${t('quarantine.title')}</h2>
      <p class="muted">${t('quarantine.words')}</p>
      <div role="status">${this.replayed ? html`<div class="note">${t('quarantine.replayed', {count: this.replayed.replayed})} ${t('quarantine.left', {count: this.replayed.still_quarantined + this.replayed.left})}</div>` : nothing}</div>
      ${this.total === 0
        ? html`<p>${t('quarantine.none')}</p>`
        : html`<ul>${this.quarantine.map((one) => html`<li>${this.app.format.moment(one.at, this.app.zone())} · ${one.road} · ${one.reason}</li>`)}</ul>
            <button ?disabled=${this.busy} @click=${() => void this.replay()}>${t('quarantine.replay')}</button>`}
    </section>`;
  }

  private async replay(): Promise<void> {
    this.busy = true;
    try {
      this.replayed = await this.app.client.post<Replayed>('/admin/quarantine/replay', {all: true});
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
      this.poll.now();
    }
  }

  private of_audit(): TemplateResult {
    const t = this.app.t;
    return html`<section class="card">
      <h2>${t('audit.title')}</h2>
      <div class="scroll-x" tabindex="0" role="region" aria-label=${t('audit.title')}>
        <table>
          <thead><tr><th scope="col">${t('audit.when')}</th><th scope="col">${t('audit.who')}</th><th scope="col">${t('audit.what')}</th><th scope="col">${t('audit.came')}</th></tr></thead>
          <tbody>${this.audit.map((line) => this.line(line))}</tbody>
        </table>
      </div>
      ${this.next ? html`<button @click=${() => void this.more()}>${t('audit.more')}</button>` : nothing}
    </section>`;
  }

  private line(line: AuditEntry): TemplateResult {
    const {format, texts} = this.app;
    const who = line.actor || (texts.find(`who.${line.initiator}`) ?? line.initiator);
    const change = line.after && line.after !== line.before ? texts.find(`state.${line.after}`) : undefined;
    return html`<tr>
      <td>${format.moment(line.at, this.app.zone(line.tenant))}</td>
      <td>${who}${line.tenant ? html`<br><span class="muted small">${this.app.tenant(line.tenant)}</span>` : nothing}</td>
      <td>${texts.find(`audit.action_${line.action}`) ?? line.action}</td>
      <td>${change ?? texts.find(`outcome.${line.outcome}`) ?? line.outcome}${line.code ? html`<br><code class="small">${line.code}</code>` : nothing}</td>
    </tr>`;
  }

  private async more(): Promise<void> {
    const page = await this.app.client.get<{audit: AuditEntry[]; next_cursor?: string}>(`/admin/audit?limit=50&cursor=${encodeURIComponent(this.next!)}`);
    this.audit = [...this.audit, ...page.audit];
    this.next = page.next_cursor;
  }
}
