import {css, html, nothing, type TemplateResult} from 'lit';
import {customElement, state} from 'lit/decorators.js';

import type {Guide, Problem} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import {Screen} from '../parts/screen.js';

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

  @state() private guide: Guide | undefined;
  @state() private problem: Problem | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.app.client.get<Guide>('/v1/guide').then((guide) => (this.guide = guide), (error: unknown) => (this.problem = problem_of(error)));
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    return html`<div class="page">
      <h1>${t('phone.title')}</h1>
      <p>${t('phone.words')}</p>
      ${this.refusal(this.problem)} ${this.guide ? this.changes(this.guide) : this.problem ? nothing : this.waiting()}
      <section class="card"><h2>${t('phone.keep')}</h2><p>${t('phone.keep_words')}</p></section>
      <section class="card"><h2>${t('phone.end')}</h2><p>${t('phone.end_words')}</p></section>
      <section class="card"><h2>${t('phone.cost')}</h2><p>${t('cost.coex')}</p></section>
    </div>`;
  }

  private changes(guide: Guide): TemplateResult {
    const t = this.app.t;
    return html`<div class="note warn">${guide.backup}</div>
      <table class="card">
        <thead><tr><th scope="col">${t('phone.feature')}</th><th scope="col">${t('phone.on_phone')}</th><th scope="col">${t('phone.here')}</th></tr></thead>
        <tbody>${guide.phone_changes.map((one) => html`<tr><th scope="row">${one.feature}</th><td>${one.on_phone}</td><td>${one.here}</td></tr>`)}</tbody>
      </table>`;
  }
}
