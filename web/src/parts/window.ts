import {css, html, nothing, type TemplateResult} from 'lit';
import {customElement, property} from 'lit/decorators.js';

import type {Conversation} from '../api/types.js';
import {base} from '../look/base.js';
import {Screen} from './screen.js';

const minute = 60_000;
const short = 120; // minutes

/** How long free text may still be sent; counts by itself. */
@customElement('wa-window')
export class Window extends Screen {
  static override styles = [base, css``];

  @property({attribute: false}) conversation!: Conversation;
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.requestUpdate(), minute / 2);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override render(): TemplateResult | typeof nothing {
    const t = this.app.t;
    const {state, open_until} = this.conversation.window;
    const left = open_until ? Math.floor((new Date(open_until).getTime() - Date.now()) / minute) : 0;
    if (state === 'unconfirmed') return html`<span class="pill warn">${t('window.unconfirmed')}</span>`;
    if (state === 'closed' || left <= 0) return html`<span class="pill warn">${t('window.closed')}</span>`;
    if (left < short) return html`<span class="pill warn">${t('window.minutes', {count: left})}</span>`;
    return html`<span class="pill good">${t('window.hours', {count: Math.floor(left / 60)})}</span>`;
  }
}
