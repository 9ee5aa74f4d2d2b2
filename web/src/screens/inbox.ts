import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';

import type {Account, Conversation, Found, Problem} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import {list_style} from '../parts/list.js';
import {other_answers} from '../parts/claim.js';
import {name_of, preview_of} from '../parts/message_words.js';
import {Screen} from '../parts/screen.js';
import type {Thread} from '../parts/thread.js';
import '../parts/thread.js';
import {without_cards} from '../text/format.js';
import {waits} from '../waiting.js';

const every = 1_500; // a guest waits for less than two seconds until he is seen
const page_size = 50;
const pause_ms = 300; // between the last letter and the search
const answers_at_once = 5; // of a search, each looking through some thousand messages
const shortest = 2;

interface Row {
  one: Conversation;
  hit?: Found['message'];
}

/** Conversations beside the open one; on a narrow page one of the two. */
@customElement('wa-inbox')
export class Inbox extends Screen {
  static override styles = [
    base,
    list_style,
    css`
      :host {
        block-size: 100%;
        display: grid !important;
        grid-template-columns: minmax(17rem, 24rem) minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr);
      }
      aside {
        border-inline-end: 1px solid var(--line);
        display: flex;
        flex-direction: column;
        min-block-size: 0;
      }
      .tools {
        padding: 0.75rem;
      }
      p.tools {
        margin: 0;
        padding-block-start: 0;
      }
      .tools select {
        margin-block-start: 0.5rem;
      }
      wa-list {
        flex: 1 1 auto;
      }
      a {
        block-size: 100%;
        border-block-end: 1px solid var(--line);
        color: var(--text);
        display: grid;
        gap: 0 0.5rem;
        grid-template-columns: minmax(0, 1fr) auto;
        padding: 0.55rem 0.9rem;
        text-decoration: none;
      }
      a:hover {
        background: var(--surface);
      }
      a[aria-current] {
        background: var(--soft);
      }
      a:focus-visible {
        outline-offset: -3px;
      }
      a span {
        min-inline-size: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name {
        font-weight: 600;
      }
      .waits {
        background: var(--accent);
        border-radius: 1rem;
        color: var(--on-accent);
        font-size: 0.75rem;
        align-self: center;
        justify-self: end;
        padding: 0.05rem 0.5rem;
      }
      .waits.busy {
        background: var(--warn-soft);
        color: var(--warn);
        max-inline-size: 9rem;
      }
      .empty {
        align-self: center;
        justify-self: center;
        padding: 2rem;
        text-align: center;
      }
      @container (max-width: 46rem) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
        aside {
          border: 0;
        }
        .other {
          display: none;
        }
      }
    `,
  ];

  @property() open = '';
  @property() at = ''; // a message of it that was searched for
  @state() private conversations: Conversation[] | undefined;
  @state() private accounts: Account[] = [];
  @state() private only = '';
  @state() private search = '';
  @state() private problem: Problem | undefined;
  @state() private found: Found[] | undefined; // by the server, for `search`
  @state() private looking = false;
  @state() private forgotten = false; // who was shown last
  @state() private back_to = '';
  @query('wa-thread') private thread: Thread | null | undefined;
  private further: string | undefined;
  private round = 0;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private pages = 1;
  private parts: unknown[] = []; // the answers that are shown
  private more = false;

  private readonly poll = this.polls(() => this.load(), every, (problem) => (this.problem = problem));

  override connectedCallback(): void {
    super.connectedCallback();
    void import('../parts/list.js');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.pause);
  }

  private async load(): Promise<void> {
    const client = this.app.client;
    const filter = this.only ? `&account=${this.only}` : '';
    const found = new Map<string, Conversation>();
    const parts: unknown[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < this.pages; page += 1) {
      const path = `/v1/conversations?limit=${page_size}${filter}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
      const part = await client.get<{conversations: Conversation[]; next_cursor?: string}>(path);
      parts.push(part);
      for (const one of part.conversations) found.set(one.id, one);
      cursor = part.next_cursor;
      if (!cursor) break;
    }
    this.more = cursor !== undefined;
    const same = this.conversations !== undefined && parts.length === this.parts.length && parts.every((part, at) => part === this.parts[at]);
    if (same && (!this.open || this.conversations?.some((one) => one.id === this.open))) return;
    this.parts = parts;
    this.conversations = [...found.values()];
    this.accounts = (await client.get<{accounts: Account[]}>('/v1/accounts?limit=200')).accounts;
    if (this.open && !found.has(this.open)) {
      this.conversations.push(await client.get<Conversation>(`/v1/conversations/${this.open}`));
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open) this.forgotten = false;
    const known = this.conversations?.some((one) => one.id === this.open);
    if (changed.has('open') && this.open && this.conversations && !known) this.poll.now();
  }

  /** A conversation goes on under another id when its guest was joined with another, or separated. */
  private async follow_person(from: Conversation, contact: string): Promise<void> {
    const path = `/v1/conversations?limit=${page_size}${from.account ? `&account=${from.account}` : ''}`;
    const {conversations} = await this.app.client.get<{conversations: Conversation[]}>(path);
    const now = conversations.find((one) => one.contact === contact);
    if (now && now.id !== this.open) this.app.go({screen: 'inbox', id: now.id});
    this.poll.now();
  }

  private forget(): void {
    this.forgotten = true;
    this.app.go({screen: 'inbox'});
    this.poll.now();
  }

  private load_more(): void {
    if (!this.more) return;
    this.more = false;
    this.pages += 1;
    this.poll.now();
  }

  /** The conversations that are here answer at once; the server then looks through all of them and their messages. */
  private sought(text: string): void {
    this.search = text;
    this.found = undefined;
    this.further = undefined;
    this.back_to = '';
    this.looking = false;
    this.round += 1;
    clearTimeout(this.pause);
    if (text.trim().length < shortest) return;
    this.looking = true;
    this.pause = setTimeout(() => void this.look(), pause_ms);
  }

  private async look(): Promise<void> {
    const round = this.round;
    const before = this.found ?? [];
    const filter = this.only ? `&account=${this.only}` : '';
    const found: Found[] = [];
    this.looking = true;
    try {
      for (let answers = 0; answers < answers_at_once; answers += 1) {
        const cursor = this.further ? `&cursor=${encodeURIComponent(this.further)}` : '';
        const path = `/v1/search?limit=${page_size}&q=${encodeURIComponent(this.search.trim())}${filter}${cursor}`;
        const part = await this.app.client.get<{found: Found[]; next_cursor?: string; searched_back_to?: string}>(path);
        if (round !== this.round) return;
        found.push(...part.found);
        this.further = part.next_cursor;
        this.back_to = part.searched_back_to ?? '';
        if (!this.further || found.length >= page_size) break;
      }
      this.found = [...before, ...found];
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      if (round === this.round) this.looking = false;
    }
  }

  private shown(): Row[] {
    const sought = this.search.trim().toLowerCase();
    const all = this.conversations ?? [];
    if (this.found) return this.found.map((hit) => ({one: all.find((one) => one.id === hit.conversation.id) ?? hit.conversation, hit: hit.message}));
    const listed = sought ? all.filter((one) => `${one.person?.name ?? ''} ${one.person?.phone ?? ''} ${one.person?.username ?? ''} ${one.last_message?.text ?? ''}`.toLowerCase().includes(sought)) : all;
    return listed.map((one) => ({one}));
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    const open = this.conversations?.find((one) => one.id === this.open);
    return html`<aside class=${this.open ? 'other' : ''} aria-label=${t('inbox.conversations')}>
        <h1 class="only-read">${t('nav.inbox')}</h1>
        <div class="tools">
          <input type="search" aria-label=${t('inbox.search')} placeholder=${t('inbox.search')} .value=${this.search}
            @input=${(event: InputEvent) => this.sought((event.target as HTMLInputElement).value)}>
          ${this.accounts.length > 1 ? this.choice() : nothing}
        </div>
        ${this.refusal(this.problem)} ${this.list()}
      </aside>
      ${open
        ? html`<wa-thread .app=${this.app} .conversation=${open} .at=${this.at} .account=${this.accounts.find((one) => one.id === open.account)}
            @sent=${() => this.poll.now()} @forgotten=${() => this.forget()} @person=${(event: CustomEvent<string>) => void this.follow_person(open, event.detail)}></wa-thread>`
        : html`<p class="empty muted ${this.open || this.forgotten ? '' : 'other'}" role="status">${this.open ? t('loading') : t(this.forgotten ? 'person.forgotten' : 'inbox.choose')}</p>`}`;
  }

  private choice(): TemplateResult {
    return html`<select aria-label=${this.app.t('inbox.number')} @change=${(event: Event) => {
      this.only = (event.target as HTMLSelectElement).value;
      this.conversations = undefined;
      this.sought(this.search);
      this.poll.now();
    }}>
      <option value="">${this.app.t('inbox.all_numbers')}</option>
      ${this.accounts.map((account) => html`<option value=${account.id} ?selected=${account.id === this.only}>${account.name || account.address} · ${this.app.tenant(account.tenant)}</option>`)}
    </select>`;
  }

  private list(): TemplateResult | typeof nothing {
    const t = this.app.t;
    if (this.conversations === undefined) return this.problem ? nothing : html`<div class="tools">${this.waiting()}</div>`;
    const rows = this.shown();
    const state = html`<p class="tools small muted" role="status" ?hidden=${!this.search}>${this.looking
      ? t('inbox.searching')
      : this.found
        ? t('inbox.found', {count: this.found.length})
        : nothing} ${this.back_to && !this.looking ? t('inbox.searched_back_to', {when: this.app.format.moment(this.back_to, this.app.zone())}) : nothing}</p>
      ${this.further && !this.looking ? html`<div class="tools"><button class="plain" @click=${() => void this.look()}>${t('inbox.search_further')}</button></div>` : nothing}`;
    if (rows.length === 0) return html`${this.search ? state : html`<p class="tools muted" role="status">${t('inbox.none')}</p>`}`;
    return html`${this.search ? state : nothing}<wa-list .items=${rows} .label=${t('inbox.conversations')} .row_height=${74} .key_of=${(row: Row) => row.one.id}
      .row=${(row: Row) => this.row(row)} @near-end=${() => (this.search ? undefined : this.load_more())}></wa-list>`;
  }

  private row({one, hit}: Row): TemplateResult {
    const {t, format} = this.app;
    const place = {screen: 'inbox', id: one.id, message: hit?.id} as const;
    const shown = hit && one.id === this.open && hit.id === this.at;
    const other = other_answers(one);
    const at = hit?.sent_at ?? one.last_message_at;
    const waiting = one.unanswered ?? 1;
    return html`<a href=${this.app.address(place)} aria-current=${one.id === this.open ? 'true' : nothing}
      @click=${(event: Event) => (shown ? this.thread?.begin() : undefined, this.app.follow(event, place))}>
      <span class="name"><bdi>${name_of(this.app, one.person)}</bdi></span>
      <span class="small muted">${at ? format.short(at, this.app.zone(one.tenant)) : nothing}</span>
      <span class="small muted">${hit ? without_cards(hit.text) : preview_of(this.app, one)}</span>
      ${other
        ? html`<span class="waits busy">${t('answering.short', {name: other.name})}</span>`
        : waits(one)
          ? html`<span class="waits" title=${t('inbox.unanswered', {count: waiting})}>${t('inbox.waits')}${waiting > 1 ? ` · ${waiting > 9 ? '9+' : waiting}` : nothing}</span>`
          : nothing}
    </a>`;
  }
}
