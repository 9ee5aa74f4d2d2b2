import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';

import type {Account, Action, Conversation, Message, Problem} from '../api/types.js';
import {problem_of} from '../app.js';
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
  messages: Message[]; // newest first
  next_cursor?: string; // to older ones
  previous_cursor?: string; // to newer ones
}

/**
 * One conversation, newest at the bottom, and the place to answer; or begun at a message that was searched for. Messages
 * come as one scrolls, a page at a time at either end; the pages farthest from the eye are let go.
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
  @property() at = ''; // the message to begin at and to point out
  @state() private pages: Part[] = []; // the newest first
  @state() private gone = false; // the message to begin at is not here any more
  @state() private actions: Action[] = [];
  @state() private problem: Problem | undefined;
  @query('.messages') private box!: HTMLElement;
  private loading = false;
  private follows = true;
  private of = '';
  private shown: Part | undefined;
  private round = 0;

  private readonly poll = this.polls(() => this.load(), every, (problem) => (this.problem = problem));

  private get older(): string | undefined {
    return this.pages.at(-1)?.next_cursor;
  }

  private get newer(): string | undefined {
    return this.pages[0]?.previous_cursor;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const other = changed.has('conversation') && this.of !== this.conversation.id;
    if (!other && !(changed.has('at') && this.at)) return;
    if (other) this.actions = [];
    this.of = this.conversation.id;
    this.begin();
  }

  /** Shows the conversation anew, at the message that is pointed out or at its end. */
  begin(): void {
    this.pages = [];
    this.gone = false;
    this.follows = !this.at;
    this.poll.now();
  }

  protected override updated(): void {
    if (this.follows && this.box) this.box.scrollTop = this.box.scrollHeight;
  }

  private path(part = ''): string {
    return `/v1/conversations/${this.of}/messages?limit=${page_size}${part}`;
  }

  private from(cursor: string): string {
    return this.path(`&cursor=${encodeURIComponent(cursor)}`);
  }

  private async load(): Promise<void> {
    const of = this.of;
    if (!of) return; // not told yet which one
    if (this.at && this.pages.length === 0 && !this.gone) await this.load_around(this.at);
    const found = await this.app.client.get<Part>(this.path());
    if (of !== this.of || (this.at && this.pages.length === 0 && !this.gone)) return;
    const changed = found !== this.shown || this.pages.length === 0;
    if (changed && !this.newer) await this.keeping_place(() => this.take_newest(found));
    this.shown = found;
    this.problem = undefined;
    // What can be done changes with the messages, and now and then with the number's state.
    this.round += 1;
    if (this.account && (changed || this.actions.length === 0 || this.round % chances === 0)) this.actions = await this.app.actions(this.account.id);
  }

  private async load_around(at: string): Promise<void> {
    const of = this.of;
    try {
      const found = await this.app.client.get<Part>(this.path(`&around=${encodeURIComponent(at)}`));
      if (of !== this.of || at !== this.at) return;
      this.follows = false;
      this.pages = [found];
      await this.updateComplete;
      this.point_out(at);
    } catch (error) {
      if (problem_of(error).status !== 404) throw error;
      this.gone = true;
      this.follows = true;
    }
  }

  /** Brings a message to the middle, and the eye and the reading voice to it. */
  private point_out(id: string): void {
    const item = this.items().find((one) => one.dataset.id === id);
    if (!item) return;
    const centre = (): void => {
      const [box, own] = [this.box.getBoundingClientRect(), item.getBoundingClientRect()];
      this.box.scrollTop += own.top - box.top - (box.height - own.height) / 2;
    };
    centre();
    item.focus({preventScroll: true});
    requestAnimationFrame(centre); // the heights of what came into sight are known by now
  }

  private items(): HTMLElement[] {
    return [...this.box.querySelectorAll<HTMLElement>('li.message')];
  }

  /** Changes what is in the document so that what is seen stays where it is. */
  private async keeping_place(change: () => void): Promise<void> {
    const edge = this.box.getBoundingClientRect().top;
    const seen = this.follows ? undefined : this.items().find((one) => one.getBoundingClientRect().bottom > edge);
    const before = seen?.getBoundingClientRect().top ?? 0;
    change();
    await this.updateComplete;
    if (seen?.isConnected) this.box.scrollTop += seen.getBoundingClientRect().top - before;
  }

  /** The newest page again: what it held before and holds no more has moved to older places and stays. */
  private take_newest(found: Part): void {
    const [newest, ...rest] = this.pages;
    if (!newest || rest.length === 0) {
      this.pages = [found];
      return;
    }
    const below = new Set(rest.flatMap((page) => page.messages).map((message) => message.id));
    const known = new Set(found.messages.map((message) => message.id));
    const messages = [...found.messages.filter((message) => !below.has(message.id)), ...newest.messages.filter((message) => !known.has(message.id))];
    this.pages = [{...newest, messages, previous_cursor: undefined}, ...rest];
  }

  private async load_older(): Promise<void> {
    const cursor = this.older;
    if (!cursor) return;
    await this.load_page(cursor, (found) => [...this.pages, found].slice(-most_pages));
  }

  private async load_newer(): Promise<void> {
    const cursor = this.newer;
    if (!cursor) return;
    await this.load_page(cursor, (found) =>
      found.messages.length > 0 ? [found, ...this.pages].slice(0, most_pages) : this.pages.map((page, at) => (at > 0 ? page : {...page, previous_cursor: undefined})),
    );
  }

  private async load_page(cursor: string, joined: (found: Part) => Part[]): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    try {
      const of = this.of;
      const pages = this.pages;
      const found = await this.app.client.get<Part>(this.from(cursor));
      if (of === this.of && pages === this.pages) await this.keeping_place(() => (this.pages = joined(found)));
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.loading = false;
    }
  }

  private readonly scrolled = (): void => {
    if (this.pages.length === 0) return; // emptied, not scrolled
    const {scrollTop, scrollHeight, clientHeight} = this.box;
    const below = scrollHeight - scrollTop - clientHeight;
    this.follows = below < 40 && !this.newer;
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
        ${this.gone ? html`<p class="note" role="status">${t('inbox.message_gone')}</p>` : nothing}
        ${this.older ? html`<div class="ends"><button class="plain" @click=${() => void this.load_older()}>${t('inbox.older')}</button></div>` : nothing}
        <ol>${this.days(messages, tenant)}</ol>
        ${this.newer ? html`<div class="ends"><button class="plain" @click=${() => this.to_newest()}>${t('inbox.newest')}</button></div>` : nothing}
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
        return html`${head}${view.item(message, message.id === this.at)}`;
      },
    );
  }

  private to_newest(): void {
    if (this.at) this.app.go({screen: 'inbox', id: this.of});
    this.at = '';
    this.begin();
  }

  private sent(): void {
    this.follows = true;
    if (this.newer) this.to_newest();
    this.poll.now();
    this.dispatchEvent(new CustomEvent('sent'));
  }
}
