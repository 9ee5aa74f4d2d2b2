import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';

import type {Account, Action, Conversation, Message, Problem} from '../api/types.js';
import {base} from '../look/base.js';
import {icon} from '../look/icons.js';
import './composer.js';
import './handover.js';
import './notes.js';
import './person.js';
import {message_style, MessageView} from './message.js';
import {name_of, username_of} from './message_words.js';
import {Screen} from './screen.js';
import './window.js';

const every = 1_500;
const page_size = 50;
const chances = 4; // of the polls, for the actions
const most_pages = 6; // in the document at once: what is further away is asked for again when it is scrolled to

interface Part {
  messages: Message[];
  next_cursor?: string;
}

interface Page {
  cursor: string | undefined; // where it begins; undefined: the newest
  messages: Message[];
}

/**
 * One conversation, newest at the bottom, and the place to answer. Older messages come as one scrolls up, a page at a
 * time; the pages farthest from the eye are let go.
 */
@customElement('wa-thread')
export class Thread extends Screen {
  static override styles = [
    base,
    message_style,
    css`
      :host {
        display: grid;
        grid-template-rows: auto auto auto minmax(6rem, 1fr) auto;
        min-block-size: 0;
        min-inline-size: 0;
        overflow-y: auto; /* where all that can be unfolded is */
      }
      header {
        align-items: center;
        background: var(--surface);
        border-block-end: 1px solid var(--line);
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.75rem;
        padding: 0.4rem 0.9rem;
      }
      header > div {
        flex: 1 1 10rem;
        min-inline-size: 0;
      }
      .back {
        display: none;
      }
      .messages {
        overflow-y: auto;
        overflow-anchor: auto;
        padding: 0.75rem;
      }
      .day {
        margin-block: 0.75rem;
        text-align: center;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      .ends {
        display: flex;
        justify-content: center;
        padding: 0.25rem;
      }
      @container (max-width: 46rem) {
        .back {
          display: inline-flex;
        }
      }
    `,
  ];

  @property({attribute: false}) conversation!: Conversation;
  @property({attribute: false}) account: Account | undefined;
  @state() private pages: Page[] = [];
  @state() private older: string | undefined;
  @state() private newer: (string | undefined)[] = []; // where the pages begin that were let go at the newer end
  @state() private actions: Action[] = [];
  @state() private problem: Problem | undefined;
  @query('.messages') private box!: HTMLElement;
  private loading = false;
  private follows = true;
  private of = '';
  private shown: Part | undefined;
  private round = 0;

  private readonly poll = this.polls(() => this.load(), every, (problem) => (this.problem = problem));

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('conversation') || this.of === this.conversation.id) return;
    this.of = this.conversation.id;
    this.pages = [];
    this.newer = [];
    this.older = undefined;
    this.actions = [];
    this.follows = true;
    this.poll.now();
  }

  protected override updated(): void {
    if (this.follows && this.box) this.box.scrollTop = this.box.scrollHeight;
  }

  private path(cursor?: string): string {
    return `/v1/conversations/${this.of}/messages?limit=${page_size}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
  }

  private async load(): Promise<void> {
    const of = this.of;
    const found = await this.app.client.get<Part>(this.path());
    if (of !== this.of) return;
    const changed = found !== this.shown || this.pages.length === 0;
    if (changed && this.newer.length === 0) this.take_newest(found.messages, found.next_cursor);
    this.shown = found;
    // What can be done changes with the messages, and now and then with the number's state.
    this.round += 1;
    if (this.account && (changed || this.actions.length === 0 || this.round % chances === 0)) this.actions = await this.app.actions(this.account.id);
  }

  /** The newest page again: what it held before and holds no more has moved to older places and stays. */
  private take_newest(messages: Message[], next: string | undefined): void {
    const [newest, ...rest] = this.pages;
    const known = new Set(messages.map((message) => message.id));
    const kept = newest && rest.length > 0 ? newest.messages.filter((message) => !known.has(message.id)) : [];
    if (rest.length === 0) this.older = next;
    this.pages = [{cursor: undefined, messages: rest.length > 0 ? [...messages, ...kept] : messages}, ...rest];
  }

  private async load_older(): Promise<void> {
    if (this.loading || !this.older || this.pages.length === 0) return;
    this.loading = true;
    try {
      const cursor = this.older;
      const found = await this.app.client.get<Part>(this.path(cursor));
      const height = this.box.scrollHeight;
      const top = this.box.scrollTop;
      this.pages = [...this.pages, {cursor, messages: found.messages}];
      this.older = found.next_cursor;
      if (this.pages.length > most_pages) {
        this.newer = [...this.newer, this.pages[0]!.cursor];
        this.pages = this.pages.slice(1);
      }
      await this.updateComplete;
      if (this.newer.length === 0) this.box.scrollTop = top + this.box.scrollHeight - height;
    } finally {
      this.loading = false;
    }
  }

  private async load_newer(): Promise<void> {
    if (this.loading || this.newer.length === 0) return;
    this.loading = true;
    try {
      const cursor = this.newer.at(-1);
      const found = await this.app.client.get<Part>(this.path(cursor));
      this.newer = this.newer.slice(0, -1);
      this.pages = [{cursor, messages: found.messages}, ...this.pages];
      if (this.pages.length > most_pages) {
        this.older = this.pages.at(-1)!.cursor;
        this.pages = this.pages.slice(0, -1);
      }
    } finally {
      this.loading = false;
    }
  }

  private readonly scrolled = (): void => {
    const {scrollTop, scrollHeight, clientHeight} = this.box;
    const below = scrollHeight - scrollTop - clientHeight;
    this.follows = below < 40 && this.newer.length === 0;
    if (scrollTop < 400) void this.load_older();
    if (below < 400) void this.load_newer();
  };

  protected override render(): TemplateResult {
    const t = this.app.t;
    const {person, tenant} = this.conversation;
    const messages = this.pages.flatMap((page) => page.messages).reverse();
    const inbox = {screen: 'inbox'} as const;
    return html`<header>
        <a class="button back" href=${this.app.address(inbox)} @click=${(event: Event) => this.app.follow(event, inbox)} aria-label=${t('inbox.back')}>${icon('back')}</a>
        <div>
          <h2><bdi>${name_of(this.app, person)}</bdi></h2>
          <span class="small muted">${person?.phone ? html`${this.phone(person.phone)} · ` : person?.username ? html`${t('inbox.no_number', {name: username_of(person)!})} · ` : nothing}
            ${this.account ? t('inbox.on', {number: this.account.name || this.account.address}) : nothing}</span>
        </div>
        <wa-window .app=${this.app} .conversation=${this.conversation}></wa-window>
        <wa-handover .app=${this.app} .conversation=${this.conversation} .actions=${this.actions} @done=${() => this.dispatchEvent(new CustomEvent('sent'))}></wa-handover>
      </header>
      <wa-person .app=${this.app} .conversation=${this.conversation} @person=${(event: CustomEvent<string>) => this.dispatchEvent(new CustomEvent('person', {detail: event.detail}))}></wa-person>
      <wa-notes .app=${this.app} .conversation=${this.conversation}></wa-notes>
      <div class="messages" tabindex="0" role="log" aria-label=${t('inbox.messages')} @scroll=${this.scrolled}>
        ${this.refusal(this.problem)}
        ${this.older ? html`<div class="ends"><button class="plain" @click=${() => void this.load_older()}>${t('inbox.older')}</button></div>` : nothing}
        <ol>${this.days(messages, tenant)}</ol>
        ${this.newer.length ? html`<div class="ends"><button class="plain" @click=${() => this.to_newest()}>${t('inbox.newest')}</button></div>` : nothing}
      </div>
      <wa-composer .app=${this.app} .conversation=${this.conversation} .account=${this.account} .actions=${this.actions} @sent=${() => this.sent()} @claimed=${() => this.dispatchEvent(new CustomEvent('sent'))}></wa-composer>`;
  }

  private days(messages: Message[], tenant: string): unknown {
    const {format} = this.app;
    const zone = this.app.zone(tenant);
    const view = new MessageView(this.app, zone, new Map(messages.filter((one) => one.wamid).map((one) => [one.wamid!, one])));
    let day = '';
    return repeat(
      messages,
      (message) => message.id,
      (message) => {
        const own = format.day(message.sent_at, zone);
        const head = own === day ? nothing : html`<li class="day"><span class="pill muted">${own}</span></li>`;
        day = own;
        return html`${head}${view.item(message)}`;
      },
    );
  }

  private to_newest(): void {
    this.pages = [];
    this.newer = [];
    this.follows = true;
    this.poll.now();
  }

  private sent(): void {
    this.follows = true;
    if (this.newer.length) this.to_newest();
    this.poll.now();
    this.dispatchEvent(new CustomEvent('sent'));
  }
}
