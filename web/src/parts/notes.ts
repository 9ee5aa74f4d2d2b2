import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Conversation, Note, Problem} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import {without_cards} from '../text/format.js';
import {Screen} from './screen.js';

const every = 5_000;
const longest = 4_000;
const shown_at_most = 50;

/** What staff wrote down on a conversation for each other. It never leaves the CRM. */
@customElement('wa-notes')
export class Notes extends Screen {
  static override styles = [
    base,
    css`
      :host {
        background: var(--warn-soft);
        border-block-end: 1px solid var(--line);
        display: block;
        max-block-size: 30vh;
        overflow: auto;
        padding: 0 0.9rem;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        border-block-start: 1px solid var(--line);
        padding-block: 0.35rem;
      }
      .words {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      form {
        align-items: end;
        display: grid;
        gap: 0.5rem;
        grid-template-columns: minmax(0, 1fr) auto;
        padding-block: 0.35rem;
      }
      textarea {
        block-size: 2.75rem;
        field-sizing: content;
        max-block-size: 8rem;
        resize: none;
      }
    `,
  ];

  @property({attribute: false}) conversation!: Conversation;
  @state() private notes: Note[] = [];
  @state() private text = '';
  @state() private busy = false;
  @state() private problem: Problem | undefined;
  private of = '';
  private key = '';

  private readonly poll = this.polls(() => this.load(), every, (problem) => (this.problem = problem));

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('conversation') || this.of === this.conversation.id) return;
    this.of = this.conversation.id;
    this.notes = [];
    this.text = '';
    this.key = '';
    this.problem = undefined;
    this.poll.now();
  }

  private async load(): Promise<void> {
    const of = this.of;
    if (!of) return;
    const found = await this.app.client.get<{notes: Note[]}>(`/v1/conversations/${of}/notes?limit=${shown_at_most}`);
    if (of === this.of) this.notes = found.notes;
  }

  protected override render(): TemplateResult {
    const {t, format} = this.app;
    const zone = this.app.zone(this.conversation.tenant);
    return html`<details>
      <summary class="small">${this.notes.length ? t('notes.count', {count: this.notes.length}) : t('notes.none')}${this.notes[0] ? html` · <span class="muted">${without_cards(this.notes[0].text).slice(0, 60)}</span>` : nothing}</summary>
      <p class="small muted">${t('notes.words')}</p>
      <form @submit=${(event: Event) => {
        event.preventDefault();
        void this.add();
      }}>
        <textarea maxlength=${longest} aria-label=${t('notes.write')} placeholder=${t('notes.write')} .value=${this.text}
          @input=${(event: InputEvent) => {
            this.text = (event.target as HTMLTextAreaElement).value;
            this.key = '';
          }}></textarea>
        <button ?disabled=${this.busy || this.text.trim() === ''}>${t('notes.add')}</button>
      </form>
      ${this.refusal(this.problem)}
      <ul aria-label=${t('notes.list')}>${this.notes.map(
        (note) => html`<li>
          <div class="words" dir="auto">${without_cards(note.text)}</div>
          <div class="row spread small muted"><span>${note.actor} · ${format.moment(note.at, zone)}</span>
            ${note.actor === this.app.me.id || this.app.admin
              ? html`<button class="plain small" ?disabled=${this.busy} aria-label=${t('notes.remove_one', {text: without_cards(note.text).slice(0, 40)})} @click=${() => void this.take_away(note)}>${t('notes.remove')}</button>`
              : nothing}</div>
        </li>`,
      )}</ul>
    </details>`;
  }

  private async add(): Promise<void> {
    const text = this.text.trim();
    if (!text || this.busy) return;
    this.key = this.key || crypto.randomUUID();
    await this.act('', {text}, this.key);
    if (!this.problem) {
      this.text = '';
      this.key = '';
    }
  }

  private async take_away(note: Note): Promise<void> {
    await this.act(`/${note.id}/remove`, {});
  }

  private async act(path: string, body: unknown, key?: string): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await this.app.client.act(`/v1/conversations/${this.of}/notes${path}`, body, key);
      this.poll.now();
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
    }
  }
}
