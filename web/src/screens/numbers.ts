import {css, html, nothing, type TemplateResult} from 'lit';
import {customElement, state} from 'lit/decorators.js';

import type {Account, Problem} from '../api/types.js';
import {base} from '../look/base.js';
import {icon} from '../look/icons.js';
import {list_style} from '../parts/list.js';
import {Screen} from '../parts/screen.js';
import {mood_of, state_words, worries_of} from '../parts/standing.js';

const every = 3_000;

/** All numbers of the person's hotels, each with how it stands. */
@customElement('wa-numbers')
export class Numbers extends Screen {
  static override styles = [
    base,
    list_style,
    css`
      :host {
        block-size: 100%;
        display: flex !important;
        flex-direction: column;
        margin-inline: auto;
        max-inline-size: 64rem;
        padding: 1rem 1rem 0;
      }
      wa-list {
        flex: 1 1 auto;
        margin-block-start: 0.75rem;
      }
      .line {
        align-items: center;
        background: var(--surface);
        block-size: calc(100% - 0.5rem);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        color: var(--text);
        display: grid;
        gap: 0 0.9rem;
        grid-template-columns: 1.75rem minmax(0, 1.3fr) minmax(0, 1fr);
        padding: 0.4rem 0.9rem;
        text-decoration: none;
      }
      .line:hover {
        border-color: var(--strong-line);
      }
      .line:focus-visible {
        outline-offset: -3px;
      }
      .line > svg {
        block-size: 1.75rem;
        color: var(--accent);
        grid-row: 1 / 3;
        inline-size: 1.75rem;
      }
      .line span {
        min-inline-size: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name {
        font-weight: 600;
      }
      .good {
        color: var(--good);
      }
      .warn {
        color: var(--warn);
      }
      .bad {
        color: var(--bad);
      }
      .head {
        align-items: center;
        block-size: 100%;
        display: flex;
        gap: 0.5rem;
      }
      .empty {
        padding-block: 3rem;
        text-align: center;
      }
      @container (max-width: 40rem) {
        .line {
          grid-template-columns: 1.75rem minmax(0, 1fr);
        }
        .line > svg {
          grid-row: 1 / 5;
        }
      }
    `,
  ];

  @state() private accounts: Account[] | undefined;
  @state() private problem: Problem | undefined;
  @state() private search = '';
  @state() private narrow = false;
  private parts: unknown[] = []; // the answers that are shown

  constructor() {
    super();
    this.polls(() => this.load(), every, (problem) => (this.problem = problem));
  }
  private readonly size = new ResizeObserver(([entry]) => (this.narrow = (entry?.contentRect.width ?? 900) < 610));

  override connectedCallback(): void {
    super.connectedCallback();
    void import('../parts/list.js');
    this.size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.size.disconnect();
  }

  private async load(): Promise<void> {
    const accounts: Account[] = [];
    let path = '/v1/accounts?limit=200';
    const parts: unknown[] = [];
    for (;;) {
      const page = await this.app.client.get<{accounts: Account[]; next_cursor?: string}>(path);
      parts.push(page);
      accounts.push(...page.accounts);
      if (!page.next_cursor) break;
      path = `/v1/accounts?limit=200&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
    if (parts.length === this.parts.length && parts.every((part, at) => part === this.parts[at])) return;
    this.parts = parts;
    this.accounts = accounts.filter((account) => account.state !== 'removed');
  }

  /** The rows: what can be used, then a heading and the legacy numbers. */
  private rows(accounts: Account[]): (Account | 'legacy')[] {
    const sought = this.search.trim().toLowerCase();
    const found = accounts.filter((one) => !sought || `${one.name} ${one.address} ${this.app.tenant(one.tenant)}`.toLowerCase().includes(sought));
    const legacy = found.filter((account) => account.provider === 'meow');
    return [...found.filter((account) => account.provider !== 'meow'), ...(legacy.length ? (['legacy'] as const) : []), ...legacy];
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    const accounts = this.accounts;
    return html`<div class="row spread">
        <h1>${t('numbers.title')}</h1>
        ${this.app.admin
          ? html`<a class="button main" href=${this.app.address({screen: 'connect'})} @click=${(event: Event) => this.app.follow(event, {screen: 'connect'})}>${icon('add')}${t('numbers.add')}</a>`
          : nothing}
      </div>
      <p class="row small">${this.app.admin ? html`<a href=${this.app.address({screen: 'links'})} @click=${(event: Event) => this.app.follow(event, {screen: 'links'})}>${t('links.title')}</a>` : nothing}<a href=${this.app.address({screen: 'diagnose'})} @click=${(event: Event) => this.app.follow(event, {screen: 'diagnose'})}>${t('diagnose.link')}</a></p>
      ${this.refusal(this.problem)}
      ${accounts === undefined
        ? this.problem ? nothing : this.waiting()
        : accounts.length === 0
          ? html`<p class="empty muted">${t(this.app.admin ? 'numbers.none' : 'numbers.none_staff')}</p>`
          : this.list(accounts)}`;
  }

  private list(accounts: Account[]): TemplateResult {
    const rows = this.rows(accounts);
    return html`${accounts.length > 8
        ? html`<label class="field"><span class="only-read">${this.app.t('numbers.search')}</span
            ><input type="search" placeholder=${this.app.t('numbers.search')} .value=${this.search}
              @input=${(event: InputEvent) => (this.search = (event.target as HTMLInputElement).value)}></label>`
        : nothing}
      ${rows.length === 0 ? html`<p class="muted" role="status">${this.app.t('numbers.nothing_found')}</p>` : nothing}
      <wa-list .items=${rows} .label=${this.app.t('numbers.title')} .row_height=${this.narrow ? 132 : 76}
        .key_of=${(row: Account | 'legacy') => (row === 'legacy' ? row : row.id)} .row=${(row: Account | 'legacy') => this.row(row)}></wa-list>`;
  }

  private row(row: Account | 'legacy'): TemplateResult {
    const t = this.app.t;
    if (row === 'legacy') {
      return html`<div class="head"><div><h2>${t('numbers.legacy')}</h2><span class="small muted">${t('numbers.legacy_hint')}</span></div></div>`;
    }
    const last = [row.signs_of_life.customer_message_at, row.signs_of_life.phone_message_at].filter((at) => at !== undefined).sort().pop();
    const worry = worries_of(this.app, row)[0];
    const place = {screen: 'number', id: row.id} as const;
    return html`<a class="line" href=${this.app.address(place)} @click=${(event: Event) => this.app.follow(event, place)}>
      ${icon(row.provider)}
      <span class="name">${row.name || row.address}</span>
      <span class=${mood_of(row)}>${state_words(this.app, row)}</span>
      <span class="small muted">${this.phone(row.address)} · ${this.app.tenant(row.tenant)} · ${t(`provider.${row.provider}`)}</span>
      <span class="small ${worry ? 'warn' : 'muted'}">${worry ?? (last ? t('numbers.last', {when: this.app.format.ago(last)}) : t('numbers.no_message'))}</span>
    </a>`;
  }
}
