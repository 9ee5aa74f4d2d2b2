import {css, html, type TemplateResult} from 'lit';
import {customElement} from 'lit/decorators.js';

import {base} from '../look/base.js';
import {Screen} from '../parts/screen.js';

/** Meta, "Onboarding WhatsApp Business app users": what becomes of each feature of the app (September 2026). */
const features = ['chats', 'contacts', 'groups', 'disappearing', 'view_once', 'live_location', 'broadcast', 'calls', 'catalogue', 'tools', 'profile', 'devices', 'windows'] as const;

/** What changes on the phone, before somebody agrees to it and afterwards. */
@customElement('wa-phone')
export class PhoneScreen extends Screen {
  static override styles = [
    base,
    css`
      @container (max-width: 34rem) {
        thead {
          clip-path: inset(50%);
          position: absolute;
        }
        tr {
          border-block-end: 1px solid var(--line);
          display: block;
          padding-block: 0.5rem;
        }
        th,
        td {
          border: 0;
          display: block;
          padding: 0.1rem 0;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    const t = this.app.t;
    return html`<div class="page">
      <h1>${t('phone.title')}</h1>
      <p>${t('phone.words')}</p>
      <div class="note warn">${t('phone.backup')}</div>
      <table class="card">
        <thead><tr><th scope="col">${t('phone.feature')}</th><th scope="col">${t('phone.on_phone')}</th><th scope="col">${t('phone.here')}</th></tr></thead>
        <tbody>${features.map((name) => html`<tr><th scope="row">${t(`feature.${name}`)}</th><td>${t(`feature.${name}_phone`)}</td><td>${t(`feature.${name}_here`)}</td></tr>`)}</tbody>
      </table>
      <section class="card"><h2>${t('phone.keep')}</h2><p>${t('phone.keep_words')}</p></section>
      <section class="card"><h2>${t('phone.end')}</h2><p>${t('phone.end_words')}</p></section>
      <section class="card"><h2>${t('phone.cost')}</h2><p>${t('cost.coex')}</p></section>
    </div>`;
  }
}
