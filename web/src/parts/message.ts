import {css, html, nothing, type TemplateResult} from 'lit';

import type {Media, Message} from '../api/types.js';
import type {App} from '../app.js';
import {icon, type Shape} from '../look/icons.js';
import {without_cards} from '../text/format.js';
import {missing_words, origin_words, stand_in} from './message_words.js';

const ticks: Record<string, Shape> = {
  queued: 'clock',
  held: 'clock',
  sending: 'clock',
  accepted: 'tick',
  sent: 'tick',
  delivered: 'ticks',
  read: 'ticks',
  played: 'ticks',
  failed: 'alert',
  unknown: 'unknown',
};

export const message_style = css`
  .message {
    content-visibility: auto;
    contain-intrinsic-size: auto 5rem;
    display: flex;
    flex-direction: column;
    margin-block: 0.3rem;
  }
  .bubble {
    background: var(--in);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    max-inline-size: min(34rem, 88%);
    padding: 0.4rem 0.7rem;
  }
  .message:focus {
    outline: none;
  }
  .found .bubble {
    outline: 3px solid var(--accent);
    outline-offset: -3px; /* what is outside of its item is not painted */
  }
  .in .bubble {
    align-self: flex-start;
    border-start-start-radius: 0;
  }
  .out .bubble {
    align-self: flex-end;
    background: var(--out);
    border-start-end-radius: 0;
  }
  .out.business_app .bubble {
    background: var(--phone);
  }
  .words {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .stand-in {
    font-style: italic;
  }
  .quote {
    border-inline-start: 3px solid var(--accent);
    color: var(--muted);
    display: block;
    font-size: 0.875rem;
    margin-block-end: 0.25rem;
    overflow: hidden;
    padding-inline-start: 0.5rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .foot {
    align-items: center;
    color: var(--muted);
    display: flex;
    flex-wrap: wrap;
    font-size: 0.75rem;
    gap: 0 0.5rem;
    justify-content: flex-end;
  }
  .foot .read {
    color: var(--accent);
  }
  .foot .failed,
  .foot .unknown,
  .wrong {
    color: var(--bad);
  }
  .media {
    align-items: center;
    display: flex;
    gap: 0.5rem;
  }
  .bubble img {
    border-radius: 0.4rem;
    display: block;
    max-block-size: 20rem;
    max-inline-size: 100%;
  }
  .bubble audio {
    inline-size: 16rem;
    max-inline-size: 100%;
  }
  .reactions {
    display: flex;
    gap: 0.25rem;
  }
`;

/** Shows messages of one conversation; `by_wamid` finds the ones that others quote. */
export class MessageView {
  constructor(
    private readonly app: App,
    private readonly zone: string | undefined,
    private readonly by_wamid: ReadonlyMap<string, Message>,
  ) {}

  /** `found`: it is the one that was searched for. */
  item(message: Message, found = false): TemplateResult {
    const {t, format} = this.app;
    return html`<li class="message ${message.direction} ${message.origin} ${found ? 'found' : ''}" data-id=${message.id} tabindex=${found ? '-1' : nothing} aria-current=${found ? 'true' : nothing}>
      <div class="bubble">
        ${message.reply_to_wamid && !message.revoked ? this.quote(message.reply_to_wamid) : nothing}
        ${message.forwarded ? html`<div class="small muted">${t('message.forwarded')}</div>` : nothing}
        ${this.content(message)}
        <div class="foot">
          ${message.direction === 'out' || message.origin === 'imported' ? html`<span>${origin_words(this.app, message)}</span>` : nothing}
          ${message.edited_at && !message.revoked ? html`<span>${t('message.edited')}</span>` : nothing}
          <time datetime=${message.sent_at}>${format.time(message.sent_at, this.zone)}</time>
          ${message.direction === 'out' && message.status ? this.status(message.status) : nothing}
        </div>
        ${this.trouble(message)} ${this.reactions(message)}
      </div>
    </li>`;
  }

  private quote(wamid: string): TemplateResult {
    const quoted = this.by_wamid.get(wamid);
    const words = !quoted ? this.app.t('message.quoted_far') : quoted.text && !quoted.revoked ? without_cards(quoted.text) : stand_in(this.app, quoted);
    return html`<span class="quote">${words}</span>`;
  }

  private content(message: Message): TemplateResult {
    if (message.revoked) return html`<div class="words stand-in muted">${stand_in(this.app, message)}</div>`;
    const text = message.text ? html`<div class="words" dir="auto">${without_cards(message.text)}</div>` : nothing;
    if (message.media) return html`${this.media(message.media, message)}${text}`;
    if (message.location) return html`${this.location(message.location)}${text}`;
    if (text !== nothing && !message.placeholder) return html`${text}`;
    return html`<div class="words stand-in muted">${stand_in(this.app, message)}</div>${text}`;
  }

  private media(media: Media, message: Message): TemplateResult {
    const kind = stand_in(this.app, {type: message.type});
    if (media.state !== 'kept' || !media.href) {
      return html`<div class="media">${icon('file')}<span><strong>${media.filename ?? kind}</strong><br><span class="small muted">${missing_words(this.app, media)}</span></span></div>`;
    }
    const address = this.app.client.mount + media.href;
    const type = media.mime_type ?? '';
    if (type.startsWith('image/') && type !== 'image/svg+xml') {
      return html`<a href=${address} target="_blank" rel="noopener"><img src=${address} alt=${message.text ?? kind} loading="lazy"></a>`;
    }
    if (type.startsWith('audio/')) return html`<audio controls preload="none" src=${address} aria-label=${kind}></audio>`;
    const size = media.bytes === undefined ? '' : this.app.format.bytes(media.bytes);
    return html`<a class="media" href=${address} target="_blank" rel="noopener">${icon('file')}<span>${media.filename ?? kind} <span class="small muted">${size}</span></span></a>`;
  }

  private location(place: NonNullable<Message['location']>): TemplateResult {
    const named = [place.name, place.address].filter((part) => part).join(', ');
    const point = `${place.latitude ?? ''}, ${place.longitude ?? ''}`;
    return html`<div class="words"><strong>${this.app.t('message.kind_location')}</strong><br>${named ? html`${named}<br>` : nothing}<bdi dir="ltr" class="small">${point}</bdi></div>`;
  }

  private status(status: string): TemplateResult {
    const words = this.app.texts.find(`status.${status}`) ?? status;
    const tone = status === 'played' ? 'read' : status;
    return html`<span class=${tone} title=${words}>${icon(ticks[status] ?? 'clock')}<span class=${status === 'failed' || status === 'unknown' || status === 'held' ? '' : 'only-read'}>${words}</span></span>`;
  }

  private trouble(message: Message): TemplateResult | typeof nothing {
    if (message.status === 'unknown') return html`<div class="small wrong">${this.app.t('message.unknown_words')}</div>`;
    if (message.status === 'held') {
      return html`<div class="small muted">${this.app.texts.find(`held.${message.status_reason ?? ''}`) ?? this.app.t('held.other')}</div>`;
    }
    const error = message.error;
    if (!error) return nothing;
    return html`<div class="small wrong">${error.detail ?? error.details ?? error.title} ${error.next ?? ''}</div>`;
  }

  private reactions(message: Message): TemplateResult | typeof nothing {
    if (!message.reactions?.length || message.revoked) return nothing;
    return html`<div class="reactions" role="group" aria-label=${this.app.t('message.reactions')}>${message.reactions.map(
      (one) => html`<span title=${this.app.t(one.actor === 'business' ? 'message.reaction_ours' : 'message.reaction_guest')}>${one.emoji}</span>`,
    )}</div>`;
  }
}
