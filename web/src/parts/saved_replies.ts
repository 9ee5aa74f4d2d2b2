import {css, html, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Account, Conversation, Problem, SavedReply} from '../api/types.js';
import {problem_of, type App} from '../app.js';
import {base} from '../look/base.js';
import './ask.js';
import {Screen} from './screen.js';

/** The text with its places filled; a name that nobody knows is left away, with the space before it. */
export function filled(text: string, app: App, conversation: Conversation, account: Account | undefined): string {
  const values: Record<string, string> = {
    guest: conversation.person?.name ?? '',
    hotel: account ? app.tenant(account.tenant) : '',
    staff: app.me.name,
  };
  return text.replace(/ ?\{(guest|hotel|staff)\}/g, (place, name: string) => {
    const value = values[name];
    return value ? place.replace(`{${name}}`, value) : '';
  });
}

/** The hotel's saved replies, to put one into the answer. Tells `choose` with the reply, `closed` when it goes. */
@customElement('wa-saved-replies')
export class SavedReplies extends Screen {
  static override styles = [
    base,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li button {
        display: block;
        inline-size: 100%;
        margin-block: 0.35rem;
        text-align: start;
      }
      li span {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  @property() tenant = '';
  @state() private replies: SavedReply[] | undefined;
  @state() private search = '';
  @state() private problem: Problem | undefined;

  protected override async firstUpdated(): Promise<void> {
    try {
      this.replies = (await this.app.client.get<{saved_replies: SavedReply[]}>(`/v1/saved-replies?tenant=${encodeURIComponent(this.tenant)}`)).saved_replies;
    } catch (error) {
      this.problem = problem_of(error);
    }
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    const place = {screen: 'replies'} as const;
    const sought = this.search.trim().toLowerCase();
    const shown = (this.replies ?? []).filter((one) => !sought || `${one.title} ${one.text}`.toLowerCase().includes(sought));
    return html`<wa-ask .app=${this.app} .heading=${t('replies.title')} @closed=${() => this.dispatchEvent(new CustomEvent('closed'))}>
      ${this.refusal(this.problem)}
      ${this.replies && this.replies.length > 6
        ? html`<input type="search" aria-label=${t('replies.search')} placeholder=${t('replies.search')} @input=${(event: InputEvent) => (this.search = (event.target as HTMLInputElement).value)}>`
        : ''}
      ${this.replies === undefined ? (this.problem ? '' : this.waiting()) : shown.length === 0 ? html`<p class="muted">${t('replies.none')}</p>` : ''}
      <ul>${shown.map(
        (one) => html`<li><button type="button" @click=${() => this.dispatchEvent(new CustomEvent('choose', {detail: one}))}><strong>${one.title}</strong><span class="small muted">${one.text}</span></button></li>`,
      )}</ul>
      <a href=${this.app.address(place)} @click=${(event: Event) => this.app.follow(event, place)}>${t('replies.manage')}</a>
    </wa-ask>`;
  }
}
