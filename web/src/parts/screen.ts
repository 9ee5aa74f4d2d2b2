import {LitElement, html, nothing, type TemplateResult} from 'lit';
import {property} from 'lit/decorators.js';

import {Poll} from '../api/poll.js';
import type {Problem} from '../api/types.js';
import type {App} from '../app.js';
import {base} from '../look/base.js';

/** A part of the app that is told what it stands on. */
export class Screen extends LitElement {
  static override styles = [base];

  @property({attribute: false}) app!: App;

  /** A refusal as people read it, its code folded away for support. */
  protected refusal(problem: Problem | undefined): TemplateResult | typeof nothing {
    if (!problem) return nothing;
    const {detail, next} = this.app.words(problem);
    return html`<div class="note bad" role="alert">
      <p>${detail}</p>
      ${next ? html`<p>${next}</p>` : nothing}
      ${problem.errors?.length
        ? html`<ul>${problem.errors.map((fault) => html`<li>${fault.path.replace('/', '')} ${fault.detail}</li>`)}</ul>`
        : nothing}
      <details><summary class="small">${this.app.t('details')}</summary><code>${problem.code}</code></details>
    </div>`;
  }

  /** Asks again and again while this part is on the page. */
  protected polls(work: () => Promise<void>, every: number, failed?: (problem: Problem | undefined) => void): Poll {
    const poll = new Poll(work, every, failed);
    this.addController({hostConnected: () => poll.start(), hostDisconnected: () => poll.stop()});
    return poll;
  }

  protected back_to_numbers(): TemplateResult {
    const place = {screen: 'numbers'} as const;
    return html`<a href=${this.app.address(place)} @click=${(event: Event) => this.app.follow(event, place)}>${this.app.t('number.back')}</a>`;
  }

  protected waiting(): TemplateResult {
    return html`<p class="muted" role="status">${this.app.t('loading')}</p>`;
  }

  /** A phone number, which is read from the left in every language. */
  protected phone(number: string): TemplateResult {
    return html`<bdi dir="ltr">${number}</bdi>`;
  }
}
